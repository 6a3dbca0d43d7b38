package dev.rune.cli.follow;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;

/** News of a service that is waited for. */
sealed interface Update {
    /** The service. */
    Target target();

    /** Its castfile and status now. */
    record Seen(Target target, Json document) implements Update {}

    /** It is there no more. */
    record Gone(Target target) implements Update {}

    /** The daemon does not answer; it is asked again and again. */
    record Lost(Target target, String why) implements Update {}

    /** The daemon refuses to tell. */
    record Refused(Target target, Failure failure) implements Update {}
}
