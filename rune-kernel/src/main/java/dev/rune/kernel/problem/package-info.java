/** Coded problems that say whose fault they are. */
package dev.rune.kernel.problem;
