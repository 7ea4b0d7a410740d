"""Speed and memory, measured on generated input; never part of the tests."""
