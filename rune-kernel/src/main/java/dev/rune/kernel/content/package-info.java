/** The values of secrets and configmaps: sealed, opened, referred to. Nothing here is printed or kept in the clear. */
package dev.rune.kernel.content;
