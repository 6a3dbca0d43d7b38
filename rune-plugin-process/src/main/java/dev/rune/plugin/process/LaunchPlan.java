package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.status.Endpoint;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns an instance's spec into a request for {@code rune-shim}. */
final class LaunchPlan {
    private final InstanceSpec spec;
    private final ProcessSection section;
    private final List<Endpoint> endpoints;
    private final Privileges privileges;
    private final Account user;
    private final long gid;
    private final MountPlan mounts;
    private final Map<String, String> env;

    /**
     * @param own the daemon's user
     * @throws ProblemException when the user or group of {@code spec} does not exist (any more)
     */
    LaunchPlan(InstanceSpec spec, List<Endpoint> endpoints, Privileges privileges, Account own) {
        this.spec = spec;
        this.section = (ProcessSection) spec.workload().section();
        this.endpoints = endpoints;
        this.privileges = privileges;
        SecurityContext security = section.securityContext();
        this.user = security.user().map(LaunchPlan::account).orElse(own);
        this.gid = gid(security, user, privileges);
        this.mounts = MountPlan.of(spec.mounts(), privileges);
        this.env = Environment.of(spec.id(), spec.labels().service(), user, endpoints, mounts.seen(),
                spec.workload());
    }

    /** Whom the files of an instance of {@code section} belong to. */
    static FileOwner fileOwner(ProcessSection section, Privileges privileges, Account own) {
        SecurityContext security = section.securityContext();
        Account user = security.user().map(LaunchPlan::account).orElse(own);
        return new FileOwner(user.uid(), gid(security, user, privileges));
    }

    private static long gid(SecurityContext security, Account user, Privileges privileges) {
        return security.group()
                .map(group -> Account.group(group).orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                        "no such group: '" + group + "'")))
                .or(() -> security.user().isPresent() ? user.gid() : Optional.empty())
                .orElse(security.user().isPresent() ? user.uid() : privileges.gid());
    }

    private static Account account(String user) {
        return Account.of(user)
                .orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED, "no such user: '" + user + "'"));
    }

    long uid() {
        return user.uid();
    }

    /** Where the process sees mounted files that are elsewhere for others. */
    Collection<String> places() {
        return mounts.binds().values();
    }

    String path() {
        return env.getOrDefault("PATH", "");
    }

    /** The request with {@code number} for an instance of {@code record} in {@code cgroup}. */
    LaunchRequest request(long number, String record, ControlGroup cgroup) {
        SecurityContext security = section.securityContext();
        LaunchRequest request = new LaunchRequest().add(LaunchRequest.REQUEST, Long.toString(number))
                .add(LaunchRequest.NAMESPACE, spec.id().namespace()).add(LaunchRequest.INSTANCE, spec.id().name())
                .add(LaunchRequest.RECORD, record).add(LaunchRequest.CGROUP, cgroup.procsFiles());
        if (privileges.changesUser()) {
            request.add(LaunchRequest.GROUP, Long.toString(gid)).add(LaunchRequest.USER, Long.toString(user.uid()));
        }
        security.capabilities().ifPresent(kept -> request.add(LaunchRequest.CAPABILITIES,
                Long.toHexString(LinuxCapability.mask(kept))));
        if (security.noNewPrivileges() || security.filtersSyscalls()) {
            request.add(LaunchRequest.NO_NEW_PRIVILEGES, "");
        }
        if (security.readOnlyFS()) {
            request.add(LaunchRequest.READ_ONLY, "");
        }
        if (security.filtersSyscalls()) {
            request.add(LaunchRequest.SECCOMP,
                    SystemCalls.filter(security.allowedSyscalls(), security.deniedSyscalls()));
        }
        mounts.binds().forEach((from, to) -> request.add(LaunchRequest.MOUNT_FROM, from)
                .add(LaunchRequest.MOUNT_TO, to));
        request.add(LaunchRequest.WORKDIR, section.workdir()).add(LaunchRequest.ARG, section.command());
        section.args()
                .forEach(arg -> request.add(LaunchRequest.ARG, Environment.filled(arg, endpoints, mounts.seen())));
        env.forEach((name, value) -> request.add(LaunchRequest.ENV, name + "=" + value));
        return request;
    }
}
