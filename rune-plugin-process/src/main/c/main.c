#include "shim.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "serve") == 0)
        return serve(argv[2], argv[3]);
    if (argc == 2 && strcmp(argv[1], "exec") == 0)
        return exec_beside();
    fprintf(stderr, "rune-shim is started by runed; it has no use of its own\n");
    return 2;
}
