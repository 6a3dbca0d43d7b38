#define _GNU_SOURCE
#include "shim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define REQUEST_MAX (64u << 20)

int read_fully(int fd, void *into, size_t size)
{
    char *at = into;
    while (size > 0) {
        ssize_t n = read(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

int write_fully(int fd, const void *from, size_t size)
{
    const char *at = from;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

static uint32_t number_at(const char *at)
{
    uint32_t n;
    memcpy(&n, at, sizeof n);
    return ntohl(n);
}

/* Whether the fields fill the request exactly and each ends with a NUL, so that nobody else has to ask. */
static int well_formed(const struct request *request)
{
    size_t at = 0;
    while (at < request->size) {
        if (request->size - at < 6)
            return 0;
        uint32_t size = number_at(request->bytes + at + 1);
        if (size == 0 || size > request->size - at - 5 || request->bytes[at + 5 + size - 1] != 0)
            return 0;
        at += 5 + (size_t)size;
    }
    return 1;
}

int read_request(int fd, struct request *request)
{
    char head[4];
    if (read_fully(fd, head, sizeof head) < 0)
        return -1;
    request->size = number_at(head);
    if (request->size == 0 || request->size > REQUEST_MAX)
        return -1;
    /* A mapping of its own is given back whole: the shim that stays keeps no secret and no memory for it. */
    char *bytes = mmap(NULL, request->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        return -1;
    request->bytes = bytes;
    if (read_fully(fd, bytes, request->size) < 0 || !well_formed(request)) {
        free_request(request);
        return -1;
    }
    return 0;
}

void free_request(struct request *request)
{
    munmap((void *)request->bytes, request->size);
    request->bytes = NULL;
    request->size = 0;
}

int next_field(const struct request *request, char name, size_t *cursor, struct field_at *found)
{
    while (*cursor < request->size) {
        const char *at = request->bytes + *cursor;
        uint32_t size = number_at(at + 1);
        *cursor += 5 + (size_t)size;
        if (*at == name) {
            found->text = at + 5;
            found->size = size - 1;
            return 1;
        }
    }
    return 0;
}

const char *text_field(const struct request *request, char name)
{
    size_t cursor = 0;
    struct field_at found;
    return next_field(request, name, &cursor, &found) ? found.text : NULL;
}
