/**
 * The heart of Rune: what the user wants, what is the case, and the loop that makes the second equal to the first.
 */
module dev.rune.kernel {}
