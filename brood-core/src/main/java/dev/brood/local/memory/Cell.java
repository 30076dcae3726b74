package dev.brood.local.memory;

import java.lang.foreign.MemorySegment;

/// A cell of the arena that this process has looked up: its name and where its contents are.
///
/// @param id its name
/// @param memory the arena's file, mapped
/// @param offset of the contents, behind the cell's header; a multiple of 16
/// @param size of the contents in bytes
public record Cell(CellId id, MemorySegment memory, long offset, int size) {}
