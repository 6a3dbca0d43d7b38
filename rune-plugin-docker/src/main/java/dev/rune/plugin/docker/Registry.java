package dev.rune.plugin.docker;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.SectionException;

/**
 * Who one is to a registry of images.
 *
 * @param name         what messages call it
 * @param server       the registry, alone or with the beginning of a path there
 * @param username     the account
 * @param passwordFile the file whose first line is the password; read at each use, so that it can be changed
 */
@Doc("Credentials for a registry of images.")
record Registry(@Doc("What messages call it.") String name,
        @Doc("The registry, such as `ghcr.io` or `localhost:5000`, alone or with the beginning of a path: `ghcr.io/example`.") String server,
        @Doc("The account.") String username,
        @Doc("The file whose first line is the password.") @Key("password-file") String passwordFile) {
    Registry {
        if (server.isEmpty() || server.contains("://") || server.startsWith("/") || server.endsWith("/")) {
            throw new SectionException("server", "'" + server
                    + "' is no registry: write its name as in an image, such as ghcr.io or localhost:5000/team");
        }
        if (!passwordFile.startsWith("/")) {
            throw new SectionException("password-file",
                    "'" + passwordFile + "' is no absolute path: write where the file is");
        }
    }

    /** Whether {@code image} is fetched with this account. */
    boolean covers(ImageName image) {
        return image.repository().equals(server) || image.repository().startsWith(server + "/");
    }
}
