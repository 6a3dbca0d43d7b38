package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune status}. */
final class StatusCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.command(this, "status", "Show how runed and everything it runs are doing.");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Output output = session.output();
        Json status = session.api().get("/v1/status");
        Console console = session.console();
        if (output == Output.JSON || output == Output.YAML) {
            console.out().print(output.document(status));
            return ExitCode.OK;
        }
        Json instances = status.at("instances");
        console.print("runed       " + status.text("version") + " on " + status.text("node") + ", pid "
                + status.text("pid") + ", up "
                + Times.compact(status.number("uptimeSeconds", 0)));
        console.print("server      " + session.api().server().address());
        console.print("data        " + status.text("dataDirectory"));
        console.print("services    " + counts(status.at("services"), console.colours()));
        console.print("instances   " + instances.text("total") + ", " + instances.text("ready") + " ready");
        console.print("plugins     " + counts(status.at("plugins"), console.colours()));
        return ExitCode.OK;
    }

    /** {@code 3: 2 running, 1 failed}; what there is none of is left out. */
    private static String counts(Json counts, Colours colours) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, Json> count : counts.fields().entrySet()) {
            if (!count.getKey().equals("total") && !count.getValue().text().equals("0")) {
                String part = count.getValue().text() + " " + count.getKey();
                parts.add(count.getKey().equals("failed") ? colours.bad(part) : part);
            }
        }
        String total = counts.text("total");
        return total.isEmpty()
                ? String.join(", ", parts)
                : parts.isEmpty() ? total : total + ": " + String.join(", ", parts);
    }
}
