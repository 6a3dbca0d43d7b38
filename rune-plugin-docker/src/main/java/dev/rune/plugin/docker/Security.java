package dev.rune.plugin.docker;

import com.github.dockerjava.api.model.Capability;
import dev.rune.kernel.section.AnyScalar;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * As whom a container's program runs and what it may do.
 *
 * @param user            a name or a number of the image's
 * @param group           a name or a number of the image's
 * @param noNewPrivileges whether programs it runs gain nothing by set-user-id bits and file capabilities
 * @param readOnlyFS      whether it sees its own file system read-only; volumes are left alone
 * @param capabilities    those it has; the engine's usual ones where it is not said
 */
@Doc("As whom a container's program runs and what it may do.")
record Security(
        @Doc("The user, by name or number; the image's own by default.") @AnyScalar Optional<String> user,
        @Doc("The group, by name or number; the user's own by default.") @AnyScalar Optional<String> group,
        @Doc("Programs gain nothing by set-user-id bits or file capabilities.") @Default("false") boolean noNewPrivileges,
        @Doc("The container's own file system is read-only; volumes are as they say.") @Default("false") boolean readOnlyFS,
        @Doc("The capabilities it has, such as `NET_BIND_SERVICE`; all others are dropped, with `[]` every one.") Optional<List<String>> capabilities) {
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    Security {
        capabilities = capabilities.map(List::copyOf);
        capabilities.ifPresent(names -> names.forEach(Security::checkCapability));
        user.ifPresent(name -> checkAccount("user", name));
        group.ifPresent(name -> checkAccount("group", name));
        if (group.isPresent() && user.isEmpty()) {
            throw new SectionException("group", "a group alone cannot be chosen for a container: say the user too");
        }
    }

    private static void checkCapability(String name) {
        if (name.equals("ALL") || Arrays.stream(Capability.values()).noneMatch(known -> known.name().equals(name))) {
            throw new SectionException("capabilities", "'" + name
                    + "' is no capability: write one of capabilities(7) without CAP_, such as NET_BIND_SERVICE");
        }
    }

    private static void checkAccount(String key, String name) {
        if (!ACCOUNT.matcher(name).matches()) {
            throw new SectionException(key, "'" + name + "' is no " + key + ": write its name or its number");
        }
    }

    /** {@code user}, {@code user:group}, as the engine wants it. */
    Optional<String> account() {
        return user.map(name -> name + group.map(g -> ":" + g).orElse(""));
    }
}
