/**
 * Builds images: programs, plugins and a Java run-time that has what those need and no more. Works on the run-time that
 * this client itself runs on, and with the {@code jlink} of a JDK.
 */
package dev.rune.cli.image;
