package io.dormouse.schemas.wire;

import io.dormouse.schemas.activity.ActivityReport;
import io.dormouse.schemas.blueprint.Blueprint;
import io.dormouse.schemas.domain.DomainCommandEnvelope;
import io.dormouse.schemas.domain.DomainRoute;
import io.dormouse.schemas.host.HostCommand;
import io.dormouse.schemas.host.HostReport;
import io.dormouse.schemas.host.HostView;
import io.dormouse.schemas.host.PlacementMessage;
import io.dormouse.schemas.host.ReplicaReport;
import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.InstanceView;
import io.dormouse.schemas.instance.RecordedEvent;
import io.dormouse.schemas.instance.Rejection;
import io.dormouse.schemas.resources.Credentials;
import io.dormouse.schemas.resources.ResourceCommand;
import io.dormouse.schemas.resources.ResourceReport;
import io.dormouse.schemas.signup.OwnerMessage;
import io.dormouse.schemas.signup.Plan;
import io.dormouse.schemas.signup.SignUp;
import io.dormouse.schemas.signup.SignUpView;

/** The codecs of all that travels in topics; stores get theirs from {@link #of}. */
public final class Codecs {

  public static final Codec<SignUp> SIGN_UP = of("SignUp", SignUp.class);
  public static final Codec<Blueprint> BLUEPRINT = of("Blueprint", Blueprint.class);
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
