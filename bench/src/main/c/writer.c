/* writer LINES: writes so many lines of 100 bytes, each with its number, as fast as they are taken; then sleeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    long lines = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    char line[101];
    for (long i = 1; i <= lines; i++) {
        int used = snprintf(line, sizeof line, "line %ld ", i);
        memset(line + used, '.', (size_t)(99 - used));
        line[99] = '\n';
        if (fwrite(line, 1, 100, stdout) != 100) {
            return 1;
        }
    }
    fflush(stdout);
    for (;;) {
        pause();
    }
}
