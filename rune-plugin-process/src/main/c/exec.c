#define _GNU_SOURCE
#include "shim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* With a terminal, standard input is framed: a letter, 32 bits of length, so many bytes. */
#define FRAME_DATA 'd'
#define FRAME_RESIZE 'r'
#define FRAME_END 'e'
#define FRAME_MAX 65536

/* Input on its way to the terminal, which may not take it all at once. */
struct pending {
    char bytes[FRAME_MAX];
    size_t from, to;
};

static int open_terminal(const struct request *request, int *slave)
{
    int columns = 80, rows = 24;
    sscanf(text_field(request, FIELD_TERMINAL), "%d %d", &columns, &rows);
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
        return -1;
    char name[64];
    if (ptsname_r(master, name, sizeof name) != 0 || (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
        return -1;
    const char *user = text_field(request, FIELD_USER);
    if (user != NULL && geteuid() == 0 && fchown(*slave, (uid_t)strtoul(user, NULL, 10), (gid_t)-1) < 0)
        return -1;
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    return ioctl(master, TIOCSWINSZ, &size) < 0 ? -1 : master;
}

/* Takes one frame; returns -1 when there will be no more. */
static int take_frame(int master, struct pending *pending)
{
    char head[5];
    uint32_t size;
    if (read_fully(0, head, sizeof head) < 0)
        return -1;
    memcpy(&size, head + 1, sizeof size);
    size = ntohl(size);
    if (size > FRAME_MAX || read_fully(0, pending->bytes, size) < 0)
        return -1;
    pending->from = pending->to = 0;
    if (head[0] == FRAME_DATA)
        pending->to = size;
    else if (head[0] == FRAME_RESIZE && size == 4) {
        uint16_t columns, rows;
        memcpy(&columns, pending->bytes, 2);
        memcpy(&rows, pending->bytes + 2, 2);
        struct winsize now = { .ws_row = ntohs(rows), .ws_col = ntohs(columns) };
        ioctl(master, TIOCSWINSZ, &now);
    } else if (head[0] == FRAME_END) {
        struct termios settings;
        /* The character that means end of input, so that whoever reads the terminal sees it. */
        pending->bytes[0] = tcgetattr(master, &settings) == 0 ? (char)settings.c_cc[VEOF] : 4;
        pending->to = 1;
    }
    return 0;
}

/* Copies what the terminal shows; returns 0 when there was nothing. */
static int show(int master)
{
    char bytes[16384];
    ssize_t n = read(master, bytes, sizeof bytes);
    return n > 0 && write_fully(1, bytes, (size_t)n) == 0;
}

static void feed(int master, struct pending *pending)
{
    ssize_t n = write(master, pending->bytes + pending->from, pending->to - pending->from);
    if (n > 0)
        pending->from += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        pending->from = pending->to;
}

/* Waits for the command's end, or for that of whoever asked for it; returns whether the command ended by itself. */
static int attend(pid_t pid, int master, int signals, int *status)
{
    static struct pending pending;
    int input = master >= 0;
    for (;;) {
        int waiting = pending.from < pending.to;
        struct pollfd all[] = {
            { .fd = signals, .events = POLLIN },
            { .fd = 1, .events = 0 }, /* tells when nobody reads any more */
            { .fd = input && !waiting ? 0 : -1, .events = POLLIN },
            { .fd = master, .events = (short)(POLLIN | (waiting ? POLLOUT : 0)) },
        };
        if (poll(all, 4, -1) < 0)
            continue;
        if (all[0].revents) {
            struct signalfd_siginfo info;
            if (read(signals, &info, sizeof info) == sizeof info && info.ssi_signo == SIGTERM)
                return 0;
            pid_t ended;
            while ((ended = waitpid(-1, status, WNOHANG)) > 0)
                if (ended == pid)
                    return 1;
        }
        if (all[1].revents & POLLERR)
            return 0;
        if (all[2].revents && take_frame(master, &pending) < 0)
            input = 0;
        if (all[3].revents & POLLOUT)
            feed(master, &pending);
        if (all[3].revents & (POLLIN | POLLHUP) && !show(master) && (all[3].revents & POLLHUP)) {
            /* Nobody has the terminal open; the command may well go on without it. */
            close(master);
            master = -1;
            input = 0;
        }
    }
}

static void tell(const char *path, int status)
{
    char text[64];
    if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "signal %d 0\n", WTERMSIG(status));
    else
        snprintf(text, sizeof text, "code %d 0\n", WEXITSTATUS(status));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0) {
        write_fully(fd, text, strlen(text));
        close(fd);
    }
}

static int refuse(const struct request *request, const struct launch *launch)
{
    const char *program = text_field(request, FIELD_ARG);
    int missing = launch->step == STEP_PROGRAM && launch->error == ENOENT;
    if (launch->step == STEP_PROGRAM)
        dprintf(2, "rune: %s: %s\n", program, missing ? "no such program" : strerror(launch->error));
    else
        dprintf(2, "rune: %s could not be started (step %d): %s\n", program, launch->step, strerror(launch->error));
    return (missing ? 127 : 126) << 8;
}

int exec_beside(void)
{
    struct request request;
    if (read_request(0, &request) < 0 || text_field(&request, FIELD_STATUS) == NULL)
        return 125;
    close_others(3);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGTERM);
    sigprocmask(SIG_BLOCK, &awaited, NULL);
    int signals = signalfd(-1, &awaited, SFD_CLOEXEC | SFD_NONBLOCK);
    int slave = -1, status = 0;
    int terminal = text_field(&request, FIELD_TERMINAL) != NULL;
    int master = terminal ? open_terminal(&request, &slave) : -1;
    struct launch launch = { .pid = -1, .step = STEP_PROCESS, .error = errno };
    int started = !terminal || master >= 0
        ? start_program(&request, terminal ? slave : 0, terminal ? slave : 1, terminal ? slave : 2, terminal, &launch)
        : -1;
    if (terminal)
        close(slave);
    if (started < 0)
        status = refuse(&request, &launch);
    else {
        if (!terminal)
            close(0);
        int ended = attend(launch.pid, master, signals, &status);
        while (ended && master >= 0 && show(master))
            ;
        if (!ended)
            status = SIGKILL;
    }
    kill_tree();
    tell(text_field(&request, FIELD_STATUS), status);
    return 0;
}
