package dev.rune.daemon.http;

/** The forms of JSON values that need no name. Beside {@link Schema}, whose kinds must not be loaded by it. */
final class Schemas {
    /** A string. */
    static final Schema TEXT = new Schema.Value("string", "");
    /** A point in time. */
    static final Schema TIME = new Schema.Value("string", "date-time");
    /** A whole number. */
    static final Schema WHOLE = new Schema.Value("integer", "int64");
    /** A truth value. */
    static final Schema FLAG = new Schema.Value("boolean", "");
    /** An object of strings by string. */
    static final Schema TEXTS_BY_NAME = new Schema.MapOf(TEXT);
    /** An object with whatever keys. */
    static final Schema ANYTHING = new Schema.Anything();

    private Schemas() {}
}
