package dev.brood;

public interface Action {
    void perform();
}
