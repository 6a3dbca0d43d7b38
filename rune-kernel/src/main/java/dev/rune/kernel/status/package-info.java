/** What is the case: the state of services, instances and plugins, and what happened. */
package dev.rune.kernel.status;
