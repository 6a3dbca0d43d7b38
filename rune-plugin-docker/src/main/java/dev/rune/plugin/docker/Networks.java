package dev.rune.plugin.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A bridge network for each namespace, made with its first container and deleted after its last. Instances of one
 * namespace find each other there by name; those of another are not reached.
 */
final class Networks {
    private final Engine engine;
    private final String owner;
    /** Namespaces whose network is there, as far as is known. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    /** Starts read, the end of a network writes: a network does not go while a container is on its way into it. */
    private final ConcurrentMap<String, ReadWriteLock> locks = new ConcurrentHashMap<>();

    Networks(Engine engine, String owner) {
        this.engine = engine;
        this.owner = owner;
    }

    /** The name of a namespace's network. */
    String name(String namespace) {
        return "rune-" + shortened(owner) + "." + namespace;
    }

    /** What distinguishes the things of one owner on an engine that many share. */
    static String shortened(String owner) {
        return owner.length() > 8 ? owner.substring(0, 8) : owner;
    }

    /** The lock to hold in its reading form while a container is made in {@code namespace}. */
    ReadWriteLock lock(String namespace) {
        return locks.computeIfAbsent(namespace, _ -> new ReentrantReadWriteLock());
    }

    /** Makes the namespace's network unless it is there. */
    void provide(String namespace) {
        if (known.contains(namespace)) {
            return;
        }
        synchronized (this) {
            if (!known.contains(namespace) && find(namespace).isEmpty()) {
                create(namespace);
            }
            known.add(namespace);
        }
    }

    /** The engine has said that the network is not there, whatever we remember. */
    void forget(String namespace) {
        known.remove(namespace);
    }

    /** Deletes the namespace's network if nothing is in it. */
    void discard(String namespace) {
        var writing = lock(namespace).writeLock();
        if (!writing.tryLock()) {
            return;
        }
        try {
            for (Network network : find(namespace)) {
                engine.call("deleting network '" + network.getName() + "'", client -> {
                    try {
                        client.removeNetworkCmd(network.getId()).exec();
                        known.remove(namespace);
                    } catch (DockerException inUse) {
                        // Somebody else's container is in it, or it is gone: both are fine.
                        known.remove(namespace);
                    }
                    return network;
                });
            }
        } finally {
            writing.unlock();
        }
    }

    private List<Network> find(String namespace) {
        return engine.call("looking for the network of namespace '" + namespace + "'",
                client -> client.listNetworksCmd().withFilter("label", List.of(Labels.OWNER + "=" + owner,
                        Labels.NAMESPACE + "=" + namespace)).exec());
    }

    private void create(String namespace) {
        engine.call("creating network '" + name(namespace) + "'", client -> {
            try {
                return client.createNetworkCmd().withName(name(namespace)).withDriver("bridge").withCheckDuplicate(true)
                        .withLabels(Map.of(Labels.OWNER, owner, Labels.NAMESPACE, namespace)).exec().getId();
            } catch (ConflictException there) {
                return name(namespace);
            }
        });
    }
}
