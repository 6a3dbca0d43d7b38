/**
 * What proves a plugin: the contracts of the SPI as test suites, with fakes, a manual clock and a kernel to drive.
 */
module dev.rune.testkit {
    requires transitive dev.rune.kernel;
    requires transitive org.junit.jupiter.api;

    exports dev.rune.testkit;

    // JUnit calls the rules, which stand in interfaces that nobody else needs to see.
    opens dev.rune.testkit to org.junit.platform.commons;
}
