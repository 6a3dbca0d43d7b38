/**
 * A {@link dev.rune.programs.Launcher} says what to run for an instance; the {@link dev.rune.programs.ProgramRunner} does the
 * rest. Beside each program lives a keeper, a small JVM that writes down what the program says and how it ends, whether or
 * not a daemon is there.
 */
package dev.rune.programs;
