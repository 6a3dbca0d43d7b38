/** Writes the castfile reference from the schemas that castfiles are checked with. */
package dev.rune.daemon.reference;
