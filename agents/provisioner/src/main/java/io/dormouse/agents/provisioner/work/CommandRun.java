package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.register.InstallationMarks;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.schema.DropSchema;
import io.dormouse.agents.provisioner.database.schema.RunSeedScript;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.export.Archive;
import io.dormouse.agents.provisioner.plan.PlannedStep;
import io.dormouse.agents.provisioner.plan.ResourcePlanner;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SeedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the steps of one command, on one thread. */
final class CommandRun {

  private final WorkTools tools;
  private final ResourceCommand command;
  private final CancellationToken token;
  private final ResourceId resource;
  private final InstanceId instance;
  private final TenantAccess access;
  private @Nullable Registered tenant;

  CommandRun(
      WorkTools tools, Passwords passwords, ResourceCommand command, CancellationToken token) {
    this.tools = tools;
    this.command = command;
    this.token = token;
    this.resource = command.resource();
    this.instance = command.instance();
    this.access = new TenantAccess(tools, passwords, command);
  }

  void perform() throws StepFailedException, WorkCancelledException, InterruptedException {
    tenant = attempt(ResourceStep.CHOOSE_DATABASE, this::find).orElse(null);
    List<PlannedStep> steps = ResourcePlanner.plan(command, tenant);
    if (steps.size() == 1 && steps.get(0) instanceof PlannedStep.Bind bind) {
      tenant = attempt(ResourceStep.CHOOSE_DATABASE, () -> bind(bind.server()));
      steps = ResourcePlanner.plan(command, tenant);
    }
    for (PlannedStep step : steps) {
      token.check();
      take(step);
    }
  }

  private void take(PlannedStep step)
      throws StepFailedException, WorkCancelledException, InterruptedException {
    switch (step) {
      case PlannedStep.Bind bind ->
          throw new IllegalStateException("Expected a tenant that is bound, but got " + bind);
      case PlannedStep.TellDatabaseChosen chosen ->
          tell(new ResourceStatus.DatabaseChosen(chosen.server()));
      case PlannedStep.EnsureSchema ensure ->
          attempt(
              ResourceStep.CREATE_SCHEMA, () -> done(() -> CreateSchema.run(server(), tenant())));
      case PlannedStep.EnsureBucket ensure ->
          attempt(ResourceStep.CREATE_BUCKET, () -> done(this::createBucket));
      case PlannedStep.ObtainKeys obtain -> obtainKeys(obtain.missing());
      case PlannedStep.EndAccess end ->
          attempt(
              ResourceStep.REVOKE,
              () -> done(() -> access.end(tenant, end.except(), serversOfTenant())));
      case PlannedStep.Seed seed -> attempt(ResourceStep.SEED, () -> done(() -> seed(seed.name())));
      case PlannedStep.IssueCredentials issue -> issueCredentials(issue.missing());
      case PlannedStep.TellProvided provided ->
          tell(new ResourceStatus.Provided(provided.credentials()));
      case PlannedStep.TellRevoked revoked -> tell(new ResourceStatus.Revoked());
      case PlannedStep.Export export -> export();
      case PlannedStep.RemoveSchema remove ->
          attempt(ResourceStep.DROP_SCHEMA, () -> done(this::dropSchema));
      case PlannedStep.TellSchemaDropped dropped -> tell(new ResourceStatus.SchemaDropped());
      case PlannedStep.RemoveBucket remove ->
          attempt(ResourceStep.DELETE_BUCKET, () -> done(this::deleteBucket));
      case PlannedStep.Forget forget -> attempt(ResourceStep.DROP_SCHEMA, () -> done(this::forget));
      case PlannedStep.TellBucketDeleted deleted -> tell(new ResourceStatus.BucketDeleted());
    }
  }

  private Optional<Registered> find() throws SQLException {
    String named = command.server();
    Optional<Registered> found =
        named == null
            ? tools.servers().find(resource)
            : new Register(tools.servers().named(named)).find(resource);
    if (found.isPresent() && found.get().request() < command.request()) {
      Register register = register(found.get().server());
      register.begin(resource, command.request());
      return register.find(resource);
    }
    return found;
  }

  private Registered bind(@Nullable String named) throws SQLException {
    DatabaseServer server =
        named == null ? tools.servers().withFewest() : tools.servers().named(named);
    Registered bound = new Register(server).bind(resource, instance, command.request());
    mark(server);
    return bound;
  }

  private void mark(DatabaseServer server) throws SQLException {
    String installation = tools.settings().s3().installation();
    if (!installation.isEmpty()) {
      new InstallationMarks(server).put(resource, installation);
    }
  }

  private void createBucket() throws SQLException {
    mark(server());
    tools.createBucket().run(resource, instance, tenant().bucketFeatures());
    String features = tools.createBucket().features();
    if (!features.equals(tenant().bucketFeatures())) {
      register(tenant().server()).bucketHas(resource, features);
    }
  }

  private void seed(SeedName name) throws Exception {
    Path seed = tools.settings().seedsDir().resolve(name.value());
    if (!Files.isDirectory(seed)) {
      throw new PermanentFailureException(
          "Expected the seed '%s' as a folder in the setting seeds.dir, %s."
              .formatted(name, tools.settings().seedsDir()));
    }
    tools.copySeedObjects().run(resource, seed.resolve("objects"));
    Path script = seed.resolve("schema.sql");
    RunSeedScript.run(
        server(), tenant(), Files.isRegularFile(script) ? Files.readString(script) : null);
  }

  private void obtainKeys(List<ReplicaAccess> missing)
      throws StepFailedException, WorkCancelledException, InterruptedException {
    for (ReplicaAccess one : missing) {
      attempt(ResourceStep.ISSUE_KEYS, () -> done(() -> access.obtainKeys(one)));
    }
  }

  private void issueCredentials(List<ReplicaAccess> missing)
      throws StepFailedException, WorkCancelledException, InterruptedException {
    for (ReplicaAccess one : missing) {
      attempt(
          ResourceStep.CREATE_LOGIN, () -> done(() -> access.createLogin(one, tenant(), server())));
    }
    tell(new ResourceStatus.Provided(attempt(ResourceStep.SEAL, () -> access.seal(server()))));
  }

  private void export() throws StepFailedException, WorkCancelledException, InterruptedException {
    DatabaseServer server = serversOfTenant().stream().findFirst().orElse(null);
    Archive archive =
        attempt(
            ResourceStep.EXPORT,
            () ->
                tools.export().run(instance, resource, command.request(), server, token::isEnded));
    tell(new ResourceStatus.Exported(archive.location(), archive.bytes()));
  }

  private void dropSchema() throws SQLException {
    for (DatabaseServer server : serversOfTenant()) {
      DropSchema.run(server, new TenantNames(resource));
    }
  }

  private void deleteBucket() {
    access.removeKeys(tenant);
    tools.deleteBucket().run(resource);
  }

  private void forget() throws SQLException {
    for (DatabaseServer server : serversOfTenant()) {
      new Register(server).forget(resource);
      new InstallationMarks(server).forget(resource);
    }
  }

  /**
   * The server that the command or the register names, or none if the tenant has nothing on any.
   */
  private List<DatabaseServer> serversOfTenant() {
    Registered known = tenant;
    String name = known != null ? known.server() : command.server();
    return name == null ? List.of() : List.of(tools.servers().named(name));
  }

  private Registered tenant() {
    return Objects.requireNonNull(tenant);
  }

  private DatabaseServer server() {
    return tools.servers().named(tenant().server());
  }

  private Register register(String server) {
    return new Register(tools.servers().named(server));
  }

  private void tell(ResourceStatus status) throws WorkCancelledException, InterruptedException {
    tools.reports().tell(command, status, token);
  }

  private <T> T attempt(ResourceStep step, Attempts.Try<T> one)
      throws StepFailedException, WorkCancelledException, InterruptedException {
    return tools.attempts().until(step, token, access.secrets(), one);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static boolean done(Action action) throws Exception {
    action.run();
    return true;
  }
}
