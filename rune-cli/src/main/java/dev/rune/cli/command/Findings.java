package dev.rune.cli.command;

import dev.rune.cli.json.Json;
import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Console;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Shows the faults of castfiles: where, what, the line itself, a caret below the place, and how many there are. */
final class Findings {
    /** How much of a long line is shown on either side of the fault. */
    private static final int AROUND = 70;

    /** A secret at the top of a document, or in braces. */
    private static final Pattern SECRET = Pattern.compile("(?m)^(?:[\"']?secrets?[\"']?\\s*:|\\s*\\{.*secret)");

    private Findings() {}

    /** Prints all of {@code findings}; the lines they stand on are taken from the answer, else from {@code files}. */
    static void print(Console console, List<Json> findings, List<CastFiles.CastFile> files) {
        Set<String> sources = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (Json finding : findings) {
            sources.add(finding.text("source"));
            text.append(one(finding, files, console.colours()));
        }
        int count = findings.size();
        text.append(count).append(count == 1 ? " problem" : " problems")
                .append(sources.size() > 1 ? " in " + sources.size() + " files" : "").append("; nothing was changed");
        console.say(text.toString());
    }

    private static String one(Json finding, List<CastFiles.CastFile> files, Colours colours) {
        int line = (int) finding.number("line", 0);
        int column = (int) finding.number("column", 0);
        String nearest = finding.text("nearest");
        String message = finding.text("message");
        String place = finding.text("source") + ":" + line + ":" + column + ":";
        String said = nearest.isEmpty() || message.contains("did you mean")
                ? message
                : message + "; did you mean '" + nearest + "'?";
        return colours.strong(place) + " " + colours.bad(said) + "\n"
                + excerpt(line(finding, line, files), column, colours);
    }

    private static String line(Json finding, int line, List<CastFiles.CastFile> files) {
        String excerpt = finding.text("excerpt");
        if (!excerpt.isEmpty()) {
            return excerpt;
        }
        for (CastFiles.CastFile file : files) {
            // Where the daemon shows no line it may be a secret's: the file then is shown only where it has none.
            if (file.name().equals(finding.text("source")) && !SECRET.matcher(file.content()).find()) {
                return file.content().lines().skip(Math.max(0, line - 1)).findFirst().orElse("");
            }
        }
        return "";
    }

    private static String excerpt(String line, int column, Colours colours) {
        if (line.isBlank()) {
            return "";
        }
        int at = Math.min(Math.max(column - 1, 0), line.length());
        int from = at > AROUND ? at - AROUND : 0;
        String shown = line.substring(from, Math.min(line.length(), at + AROUND));
        StringBuilder caret = new StringBuilder();
        for (int i = from; i < at; i++) {
            // The same width as above: a tab stays a tab.
            caret.append(line.charAt(i) == '\t' ? '\t' : ' ');
        }
        return "    " + printable(shown) + "\n    " + caret + colours.bad("^") + "\n";
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(c != '\t' && Character.isISOControl(c) ? '\ufffd' : c);
        }
        return printable.toString();
    }
}
