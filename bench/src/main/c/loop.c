/* loop N PROGRAM: starts so many copies of a program with fork and exec and starts each that ends again: what any
 * supervisor does at the least. Ends them all when it gets SIGTERM. */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ending;

static void on_term(int signal) {
    (void)signal;
    ending = 1;
}

static pid_t start(char **command) {
    pid_t child = vfork();
    if (child == 0) {
        execv(command[0], command);
        _exit(127);
    }
    return child;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        return 2;
    }
    int count = atoi(argv[1]);
    pid_t *children = calloc((size_t)count + 1, sizeof *children);
    struct sigaction action = {.sa_handler = on_term};
    sigaction(SIGTERM, &action, NULL);
    for (int i = 0; i < count; i++) {
        children[i] = start(argv + 2);
    }
    while (!ending) {
        pid_t ended = wait(NULL);
        for (int i = 0; i < count && ended > 0 && !ending; i++) {
            if (children[i] == ended) {
                children[i] = start(argv + 2);
            }
        }
    }
    for (int i = 0; i < count; i++) {
        kill(children[i], SIGKILL);
    }
    return 0;
}
