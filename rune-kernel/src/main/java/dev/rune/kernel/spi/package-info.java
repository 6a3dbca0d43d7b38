/**
 * What every plugin has in common. A plugin is a directory with modules, one of which {@code provides} one or more
 * {@link dev.rune.kernel.spi.Provider}s of the packages below. Providers are cheap and pure: they are made by
 * {@code ServiceLoader} also where nothing is to run, for instance to check a castfile. What has state is made from
 * them.
 */
package dev.rune.kernel.spi;
