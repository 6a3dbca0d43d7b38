/**
 * The loop: gather what is the case, plan, begin the steps, say what is the case, and know when to look again. A pass
 * reads everything afresh; the passes of one service follow each other.
 */
package dev.rune.kernel.reconcile;
