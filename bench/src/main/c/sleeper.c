/* sleeper: the smallest service there can be. */
#include <unistd.h>

int main(void) {
    for (;;) {
        pause();
    }
}
