/** What a planned restart leaves to the next daemon: the process itself, and the sockets that listen. */
package dev.rune.daemon.handover;
