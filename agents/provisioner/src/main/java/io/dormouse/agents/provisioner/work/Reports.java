package io.dormouse.agents.provisioner.work;

import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceStatus;

/** Receiver of facts about resources. */
public interface Reports {

  /** Returns when the fact is written; the same fact has the same id, however often it is told. */
  void tell(ResourceCommand command, ResourceStatus status, CancellationToken token)
      throws WorkCancelledException, InterruptedException;
}
