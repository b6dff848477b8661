package io.dormouse.language.wire;

import io.dormouse.language.access.ApiKey;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceReport;

/** The codecs of all records in topics; stores get theirs from {@link #of}. */
public final class Codecs {

  public static final Codec<SignUp> SIGN_UP = of("SignUp", SignUp.class);
  public static final Codec<Blueprint> BLUEPRINT = of("Blueprint", Blueprint.class);
  public static final Codec<BlueprintCommandEnvelope> BLUEPRINT_COMMAND =
      of("BlueprintCommandEnvelope", BlueprintCommandEnvelope.class);
  public static final Codec<ActivityReport> ACTIVITY = of("ActivityReport", ActivityReport.class);
  public static final Codec<CommandEnvelope> INSTANCE_COMMAND =
      of("CommandEnvelope", CommandEnvelope.class);
  public static final Codec<RecordedEvent> INSTANCE_EVENT =
      of("RecordedEvent", RecordedEvent.class);
  public static final Codec<InstanceView> INSTANCE_VIEW = of("InstanceView", InstanceView.class);
  public static final Codec<Rejection> REJECTION = of("Rejection", Rejection.class);
  public static final Codec<ReplicaReport> REPLICA_REPORT =
      of("ReplicaReport", ReplicaReport.class);
  public static final Codec<HostReport> HOST_REPORT = of("HostReport", HostReport.class);
  public static final Codec<HostView> HOST_VIEW = of("HostView", HostView.class);
  public static final Codec<RecordedHostEvent> HOST_EVENT =
      of("RecordedHostEvent", RecordedHostEvent.class);
  public static final Codec<HostCommand> HOST_COMMAND = of("HostOrder", HostCommand.class);
  public static final Codec<PlacementMessage> PLACEMENT = of("Placement", PlacementMessage.class);
  public static final Codec<DomainRoute> DOMAIN_ROUTE = of("DomainRoute", DomainRoute.class);
  public static final Codec<DomainCommandEnvelope> DOMAIN_COMMAND =
      of("DomainCommandEnvelope", DomainCommandEnvelope.class);

  public static final Codec<ResourceCommand> RESOURCE_COMMAND =
      of("ResourceOrder", ResourceCommand.class);
  public static final Codec<ResourceReport> RESOURCE_REPORT =
      of("ResourceReport", ResourceReport.class);
  public static final Codec<Credentials> CREDENTIALS = of("Credentials", Credentials.class);
  public static final Codec<Plan> PLAN = of("Plan", Plan.class);
  public static final Codec<OwnerMessage> OWNER_MESSAGE = of("OwnerMessage", OwnerMessage.class);
  public static final Codec<SignUpView> SIGN_UP_VIEW = of("SignUpView", SignUpView.class);
  public static final Codec<ApiKey> API_KEY = of("ApiKey", ApiKey.class);

  private Codecs() {}

  /**
   * A codec of a record or sealed interface whose shape matches the newest released contract of
   * that name.
   *
   * @throws IllegalStateException if there is no such contract, or the type's components do not
   *     match its fields; the message names the first that differs
   */
  public static <T> Codec<T> of(String contract, Class<T> type) {
    return new AvroCodec<>(SchemaCatalog.BUNDLED, contract, type);
  }
}
