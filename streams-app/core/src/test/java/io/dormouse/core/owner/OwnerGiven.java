package io.dormouse.core.owner;

import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.START;

import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.core.owner.OwnerEffect.Ask;
import io.dormouse.core.owner.OwnerEffect.Forget;
import io.dormouse.core.owner.OwnerEffect.Note;
import io.dormouse.core.owner.OwnerEffect.Refuse;
import io.dormouse.core.owner.OwnerEffect.Show;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceClosed;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.owner.OwnerNews.SignUpReceived;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An owner with a quota of two, and the news so far. */
public final class OwnerGiven {

  public static final Actor VISITOR = new Actor(ActorKind.API_USER, "visitor-1");

  private static final DomainPolicy DOMAINS =
      new DomainPolicy(new DomainName("localhost"), "co.uk"::equals);

  private final int quota;
  private final Map<InstanceId, CommandId> instances = new HashMap<>();
  private OwnerAccount account = OwnerAccount.EMPTY;

  OwnerGiven(int quota) {
    this.quota = quota;
  }

  static OwnerGiven given(OwnerNews... earlier) {
    OwnerGiven given = new OwnerGiven(2);
    List.of(earlier).forEach(given::hear);
    return given;
  }

  /** Decides on the news, and keeps the result as the stores would. */
  OwnerDecider.OwnerDecision hear(OwnerNews news) {
    InstanceId about = OwnerDecider.instance(news);
    OwnerDecider.OwnerDecision outcome =
        OwnerDecider.decide(
            news,
            new OwnerDecider.OwnerContext(account, instances.get(about), quota, DOMAINS, START));
    account = outcome.after();
    outcome
        .effects()
        .forEach(effect -> {
          switch (effect) {
            case Note(var instance, var command) -> instances.put(instance, command);
            case Forget(var instance) -> instances.remove(instance);
            case Show show -> {}
            case Refuse refuse -> {}
            case Ask ask -> {}
          }
        });
    return outcome;
  }

  OwnerAccount account() {
    return account;
  }

  Map<InstanceId, CommandId> instances() {
    return instances;
  }

  /** The effects, each in a few words. */
  static List<String> words(OwnerDecider.OwnerDecision outcome) {
    return outcome.effects().stream().map(OwnerGiven::word).toList();
  }

  private static String word(OwnerEffect effect) {
    return switch (effect) {
      case Show(var view) ->
          view.outcome() == SignUpOutcome.REFUSED
              ? "show refused " + view.reason()
              : "show " + view.outcome().name().toLowerCase(Locale.ROOT);
      case Refuse(var rejection) -> "reject " + rejection.reason();
      case Ask(var instance, var command) -> "ask for " + instance + " as " + command.id();
      case Note(var instance, var command) -> "note " + instance + " of " + command;
      case Forget(var instance) -> "forget " + instance;
    };
  }

  static SignUp signUp(String id, String instance, @Nullable String plan) {
    return new SignUp(
        new CommandId(id), VISITOR, new InstanceId(instance), NOTES, null, OWNER, plan);
  }

  static OwnerNews received(String id, String instance) {
    return new SignUpReceived(signUp(id, instance, null));
  }

  static OwnerNews refused(String id, String instance) {
    return new OwnerNews.SignUpRefused(
        new CommandId(id),
        new InstanceId(instance),
        RejectionReason.INSTANCE_TAKEN,
        "Expected a free id.");
  }

  static OwnerNews opened(String instance, String cause) {
    return new InstanceOpened(new InstanceId(instance), new CommandId(cause));
  }

  static OwnerNews closed(String instance) {
    return new InstanceClosed(new InstanceId(instance));
  }
}
