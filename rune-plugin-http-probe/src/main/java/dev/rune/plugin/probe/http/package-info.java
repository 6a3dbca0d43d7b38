/**
 * The probe {@code http}: a client of its own for one question, because it must cost little, never wait beyond its
 * deadline, and say in one line what went wrong, whatever the server does.
 */
package dev.rune.plugin.probe.http;
