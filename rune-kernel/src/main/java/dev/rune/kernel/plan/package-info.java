/** Pure: what is desired, what is observed and what time it is give the next steps. Nothing here has an effect. */
package dev.rune.kernel.plan;
