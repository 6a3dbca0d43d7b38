/** The HTTP API: one table of routes, the gate before it, and what goes over the wire. */
package dev.rune.daemon.http;
