package io.dormouse.agents.provisioner.sweep;

import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.FoundTenants;
import io.dormouse.agents.provisioner.database.register.InstallationMarks;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.schema.DropSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.bucket.DeleteBucket;
import io.dormouse.agents.provisioner.s3.bucket.FoundBuckets;
import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.agents.provisioner.sweep.Existing.Kind;
import io.dormouse.agents.provisioner.sweep.Marks.Belonging;
import io.dormouse.agents.provisioner.work.DatabaseServers;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares the resources that exist with those that should exist by the log. Existing ones are
 * listed before the log is read: each came after the command that asked for it, so that command is
 * in the log by then.
 */
public final class OrphanSweep {

  private final ProvisionerSettings settings;
  private final DatabaseServers servers;
  private final S3Clients s3;

  public OrphanSweep(ProvisionerSettings settings, DatabaseServers servers, S3Clients s3) {
    this.settings = settings;
    this.servers = servers;
    this.s3 = s3;
  }

  /**
   * Writes a line for every orphan, except those that another installation has marked as its own.
   *
   * @param remove true to remove them too, if they are marked as this installation's
   * @return the number found
   * @throws SettingsException if the installation has no id
   * @throws IllegalStateException if the log cannot be trusted enough to remove anything
   */
  public int run(boolean remove, Consumer<String> out) throws SQLException {
    if (settings.s3().installation().isEmpty()) {
      throw new SettingsException(
          "The setting installation.id has the value ''. Expected this installation's name, by"
              + " which a sweep knows what is its own.");
    }
    List<Existing> existing = existing();
    NewestCommands newest = NewestCommands.read(settings.kafka());
    Marks marks = Marks.read(settings.s3(), servers, s3);
    Map<Belonging, List<Orphan>> orphans =
        OrphanRule.orphans(newest.commands(), existing).stream()
            .collect(Collectors.groupingBy(orphan -> marks.of(orphan.existing())));
    List<Orphan> ours = orphans.getOrDefault(Belonging.OURS, List.of());
    List<Orphan> unknown = orphans.getOrDefault(Belonging.UNKNOWN, List.of());
    ours.forEach(orphan -> out.accept(orphan.toString()));
    unknown.forEach(orphan ->
        out.accept(orphan + "; not marked as any installation's, so that it is never removed"));
    if (remove && !ours.isEmpty()) {
      checkTrust(newest);
      remove(ours, newest);
      out.accept("removed " + ours.size());
    }
    return ours.size() + unknown.size();
  }

  private void checkTrust(NewestCommands newest) {
    if (!newest.unreadable().isEmpty()) {
      throw new IllegalStateException(
          "Expected commands that can be read, but those of %s cannot: nothing was removed."
              .formatted(newest.unreadable()));
    }
    if (newest.commands().isEmpty()) {
      throw new IllegalStateException(
          "Expected some commands, but the topic has none, so that everything would go: nothing was"
              + " removed. Look whether kafka.bootstrap.servers and topics.prefix are right.");
    }
  }

  private List<Existing> existing() throws SQLException {
    List<Existing> all = new ArrayList<>();
    for (DatabaseServer server : servers.all()) {
      new Register(server)
          .all()
          .forEach(entry ->
              all.add(
                  new Existing(
                      Kind.REGISTER_ENTRY,
                      entry.instance() + "/" + entry.resource(),
                      entry.resource(),
                      server.name())));
      FoundTenants found = FoundTenants.on(server);
      found.schemas().forEach(name -> add(all, Kind.SCHEMA, name, server));
      found.roles().forEach(name -> add(all, Kind.ROLE, name, server));
    }
    s3.access()
        .list()
        .forEach(
            found -> all.add(new Existing(Kind.S3_USER, found.name(), found.resource(), null)));
    FoundBuckets.on(s3.s3(), settings.s3())
        .forEach(id -> {
          TenantBucket tenantBucket = TenantBucket.of(id, settings.s3());
          String name =
              tenantBucket.isWholeBucket()
                  ? tenantBucket.bucket()
                  : tenantBucket.bucket() + "/" + id;
          all.add(new Existing(Kind.BUCKET, name, id, null));
        });
    return all;
  }

  private static void add(List<Existing> to, Kind kind, String name, DatabaseServer server) {
    TenantNames.resourceOf(name)
        .ifPresent(resource -> to.add(new Existing(kind, name, resource, server.name())));
  }

  private void remove(List<Orphan> orphans, NewestCommands newest) throws SQLException {
    for (Orphan orphan : orphans) {
      String server = orphan.existing().server();
      if (server != null) {
        TenantNames names = new TenantNames(orphan.existing().resource());
        RevokeLogins.run(servers.named(server), names);
        DropSchema.run(servers.named(server), names);
        new Register(servers.named(server)).forget(names.resource());
      }
    }
    for (Orphan orphan : orphans) {
      ResourceId resource = orphan.existing().resource();
      switch (orphan.existing().kind()) {
        case S3_USER -> s3.access().remove(resource, List.of());
        case BUCKET -> new DeleteBucket(s3.s3(), settings.s3()).run(resource);
        case REGISTER_ENTRY, SCHEMA, ROLE -> {}
      }
    }
    forgetMarks(orphans, newest);
  }

  /**
   * Deletes the marks of removed resources. This comes last, since the marks say whose the rest is
   * if a sweep is cut off.
   */
  private void forgetMarks(List<Orphan> orphans, NewestCommands newest) throws SQLException {
    Set<ResourceId> known =
        newest.commands().stream().map(ResourceCommand::resource).collect(Collectors.toSet());
    for (Orphan orphan : orphans) {
      ResourceId resource = orphan.existing().resource();
      if (!known.contains(resource)) {
        for (DatabaseServer server : servers.all()) {
          new InstallationMarks(server).forget(resource);
        }
      }
    }
  }
}
