package io.dormouse.core.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.RULES;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.RESOURCE;
import static io.dormouse.core.instance.Lives.provide;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.RestoreInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceClosed;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.Exported;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Deletion of an instance: at once for its users, later for its data, and cancelled by a restore.
 */
class DeletionTest {

  private static final HostCommandKey ON_HOST_1 = new HostCommandKey(HOST_1, REPLICA);
  private static final StopReplica DISCARD =
      new StopReplica(HOST_1, REPLICA, 1, Duration.ofSeconds(5), true);

  @Test
  void shouldKeepItsDomainsWhileADeletedOneCanBeRestored() {
    Given past = given(Lives.asleep());
    past.when(new DeleteInstance(API, false, null))
        .then(new InstanceDeleted(API, false, past.last().plus(RULES.deleteGrace())))
        .effects()
        .state(Retired.class);
    given(Lives.retired())
        .when(new RestoreInstance(API))
        .then(new InstanceRestored(API))
        .state(Asleep.class);
  }

  @Test
  void shouldFreeItsDomainsWhenTheGraceIsOver() {
    given(Lives.retired()).whenTimePasses("+10s").thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.retired())
        .whenTimePasses("+60s")
        .then(new InstanceRemoved())
        .effects(toOwner(new InstanceClosed(ACME)), new ToDomains(new ReleaseDomain(DOMAIN, ACME)))
        .state(Deleted.class);
  }

  @Test
  void shouldDeleteOnlyWhenNothingRunsAnyMore() {
    given(Lives.running())
        .when(new DeleteInstance(API, false, null))
        .effects(new ToHost(ON_HOST_1, DISCARD))
        .replica(Stopping.class);
  }

  @Test
  void shouldLeaveNothingOfADeletedInstanceWhereItRanLast() {
    given(Lives.sleepsAgain())
        .when(new DeleteInstance(API, false, null))
        .effects(new ToHost(ON_HOST_1, DISCARD))
        .state(Retired.class);
  }

  @Test
  void shouldRevokeAtOnceAndRemoveAfterTheGrace() {
    Given asleep = given(Lives.ownAsleep());
    Instant until = asleep.last().plus(RULES.deleteGrace());
    asleep
        .when(new DeleteInstance(API, false, null))
        .then(new InstanceDeleted(API, false, until), new ResourcesRequested(API, null))
        .effects(new ToProvisioner(new RevokeResources(ACME, RESOURCE, 2, "pg-1", false)))
        .state(Retired.class);
    assertThat(given(Lives.ownRetired(false)).deadline()).isNull();
    given(Lives.ownRetired(false)).whenProvisioned(new Revoked()).then(new AccessRevoked());
    given(Lives.plus(Lives.ownRetired(false), new AccessRevoked()))
        .whenTimePasses("+60s")
        .then(new RemovalStarted())
        .effects(new ToProvisioner(new RemoveResources(ACME, RESOURCE, 3, "pg-1")))
        .state(Removing.class);
    given(Lives.removing())
        .whenProvisioned(new ResourceStatus.BucketDeleted())
        .then(new BucketDeleted(), new InstanceRemoved())
        .effects(
            new ToOwner(new OwnerMessage(OWNER, new InstanceClosed(ACME))),
            new ToDomains(new ReleaseDomain(DOMAIN, ACME)),
            new ToProvisioner(null))
        .state(Deleted.class);
  }

  @Test
  void shouldExportBeforeItRemoves() {
    given(Lives.ownAsleep())
        .when(new DeleteInstance(API, true, Duration.ZERO))
        .effects(new ToProvisioner(new RevokeResources(ACME, RESOURCE, 2, "pg-1", true)));
    List<InstanceEvent> revoked = Lives.plus(Lives.ownRetired(true), new AccessRevoked());
    given(revoked).whenTimePasses("+90s").thenIgnored(RejectionReason.ALREADY_SO);
    given(revoked)
        .whenProvisioned(new Exported("/exports/acme.tar.gz", 7))
        .then(new DataExported("/exports/acme.tar.gz", 7));
    given(Lives.plus(revoked, new DataExported("/exports/acme.tar.gz", 7)))
        .whenTimePasses("+90s")
        .then(new RemovalStarted());
  }

  @Test
  void shouldExportAgainAfterItWasRestored() {
    given(
            Lives.plus(
                Lives.ownRetired(true),
                new AccessRevoked(),
                new DataExported("/exports/acme.tar.gz", 7),
                new InstanceRestored(API),
                Lives.issued(3),
                new ResourcesProvided(ResourceMode.OWN)))
        .when(new DeleteInstance(API, true, null))
        .effects(new ToProvisioner(new RevokeResources(ACME, RESOURCE, 4, "pg-1", true)));
  }

  @Test
  void shouldExportOnlyWhatIsItsOwn() {
    given(Lives.asleep())
        .when(new DeleteInstance(API, true, null))
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "resources of its own to export");
  }

  @Test
  void shouldRestoreWithNewCredentials() {
    given(Lives.plus(Lives.ownRetired(false), new AccessRevoked()))
        .when(new RestoreInstance(API))
        .then(new InstanceRestored(API))
        .effects(provide(RESOURCE, 3, "pg-1"))
        .state(Requested.class);
    given(Lives.removing())
        .when(new RestoreInstance(API))
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "but it is removing");
  }

  private static ToOwner toOwner(OwnerNews news) {
    return new ToOwner(new OwnerMessage(OWNER, news));
  }
}
