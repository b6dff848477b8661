package io.dormouse.core.owner;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.SignUp;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Instances and sign-ups of an owner.
 *
 * @param open existing instances, however they were created
 * @param reserved sign-ups whose instance is being created; each holds a place in the quota
 * @param settled decided sign-ups, oldest first; the newest {@value #REMEMBERED} of them
 */
public record OwnerAccount(int open, List<SignUp> reserved, List<CommandId> settled) {

  public static final OwnerAccount EMPTY = new OwnerAccount(0, List.of(), List.of());

  static final int REMEMBERED = 100;

  public OwnerAccount {
    reserved = List.copyOf(reserved);
    settled = List.copyOf(settled);
  }

  /** Number of instances that count against the quota. */
  int used() {
    return open + reserved.size();
  }

  boolean knows(CommandId signUp) {
    return settled.contains(signUp)
        || reserved.stream().anyMatch(reservation -> reservation.id().equals(signUp));
  }

  /** True if another sign-up waits under the same id. */
  boolean isAnother(SignUp signUp) {
    return reserved.stream().anyMatch(one -> one.id().equals(signUp.id()) && !one.equals(signUp));
  }

  /** The sign-up that waits for the instance under that id. */
  Optional<SignUp> waiting(CommandId signUp, InstanceId instance) {
    return reserved.stream()
        .filter(one -> one.id().equals(signUp) && one.wanted().equals(instance))
        .findFirst();
  }

  OwnerAccount reserving(SignUp signUp) {
    return new OwnerAccount(
        open, Stream.concat(reserved.stream(), Stream.of(signUp)).toList(), settled);
  }

  /** The sign-up is decided and holds no place any more. */
  OwnerAccount settling(CommandId signUp) {
    return new OwnerAccount(
        open,
        reserved.stream().filter(one -> !one.id().equals(signUp)).toList(),
        Stream.concat(
                settled.stream().skip(Math.max(0, settled.size() - REMEMBERED + 1)),
                Stream.of(signUp))
            .toList());
  }

  OwnerAccount opening() {
    return new OwnerAccount(open + 1, reserved, settled);
  }

  OwnerAccount closing() {
    return new OwnerAccount(open - 1, reserved, settled);
  }
}
