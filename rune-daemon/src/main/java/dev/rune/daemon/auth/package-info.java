/** Who may ask: tokens, and the file in which the client on this machine finds its own. */
package dev.rune.daemon.auth;
