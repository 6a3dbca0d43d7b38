package dev.rune.plugin.expose;

/** Told to each connection of a client when the door is about to close. */
enum Leaving {
    /** After the request it has, or the first one of a connection that had none, it takes no other. */
    NOW
}
