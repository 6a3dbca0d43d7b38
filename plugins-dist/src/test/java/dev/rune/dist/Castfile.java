package dev.rune.dist;

import java.util.stream.Collectors;

/** Castfiles that several tests need. Whatever runs is made of what every Debian has: sh and perl. */
final class Castfile {
    private Castfile() {}

    /** A service that runs a shell script. The script's last word, {@code $0}, is {@code tag}. */
    static String shell(String name, String tag, String script, String more) {
        return """
                service:
                  name: %s
                  process:
                    command: /bin/sh
                    args:
                      - -c
                      - |
                %s
                      - %s
                """.formatted(name, indented(script, 10), tag) + indented(more, 2) + "\n";
    }

    /**
     * A service that answers HTTP requests on {@code $PORT}: with 500 while the file {@code $SICK} exists, otherwise
     * with 200; and ends with code 3 when asked for {@code /crash}.
     */
    static String web(String name, String more) {
        return """
                service:
                  name: %s
                  process:
                    command: perl
                    args:
                      - -MIO::Socket::INET
                      - -e
                      - |
                        $| = 1;
                        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1:$ENV{PORT}", Listen => 64, ReuseAddr => 1)
                            or die "cannot listen: $!";
                        print "listening on $ENV{PORT}\\n";
                        while (my $client = $server->accept) {
                            my ($path) = (<$client> // "") =~ m{^GET (\\S+)} or next;
                            while (defined(my $header = <$client>)) { last if $header =~ /^\\s*$/ }
                            my $sick = defined $ENV{SICK} && -e $ENV{SICK};
                            print $client $sick ? "HTTP/1.0 500 Sick\\r\\n\\r\\nsick\\n" : "HTTP/1.0 200 OK\\r\\n\\r\\nwell\\n";
                            close $client;
                            exit 3 if $path eq "/crash";
                        }
                """
                .formatted(name) + indented(more, 2) + "\n";
    }

    /**
     * A service that answers HTTP requests on {@code $PORT}: with 200 where {@code $NATURE} is {@code well}, else with
     * 503; where it is {@code crashing}, it ends with code 3 at once. The file {@code $NEWCOMERS} says it instead for
     * those that start while it is there.
     */
    static String moody(String name, String more) {
        return """
                service:
                  name: %s
                  process:
                    command: perl
                    args:
                      - -MIO::Socket::INET
                      - -e
                      - |
                        $| = 1;
                        my $nature = $ENV{NATURE};
                        if (open my $newcomers, "<", $ENV{NEWCOMERS}) { $nature = <$newcomers> }
                        print "no database\\n" if $nature ne "well";
                        exit 3 if $nature eq "crashing";
                        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1:$ENV{PORT}", Listen => 64, ReuseAddr => 1)
                            or die "cannot listen: $!";
                        while (my $client = $server->accept) {
                            while (defined(my $header = <$client>)) { last if $header =~ /^\\s*$/ }
                            print $client $nature eq "well" ? "HTTP/1.0 200 OK\\r\\n\\r\\n" : "HTTP/1.0 503 No\\r\\n\\r\\n";
                            close $client;
                        }
                      - %s
                """
                .formatted(name, tag(name)) + indented(more, 2) + "\n";
    }

    /** The last word of the processes of a moody service. */
    static String tag(String name) {
        return "moody-" + name;
    }

    private static String indented(String text, int by) {
        return text.lines().map(line -> " ".repeat(by) + line).collect(Collectors.joining("\n"));
    }
}
