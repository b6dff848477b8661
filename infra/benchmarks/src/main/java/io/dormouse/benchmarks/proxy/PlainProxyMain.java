package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.proxy.load.Hosts;
import io.dormouse.local.service.ReadyFile;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A plain vertx-http-proxy with routes in memory, as a simple substitute for the edge.
 *
 * <p>Arguments: its port, the port of the instances, and the file that tells that it is ready.
 */
public final class PlainProxyMain {

  private PlainProxyMain() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) throws Exception {
    int backend = Integer.parseInt(args[1]);
    Map<String, RequestOptions> routes = new HashMap<>();
    for (int name = 0; name < Hosts.ALL; name++) {
      int instance = Hosts.instanceOf(name);
      routes.put(
          Hosts.name(name),
          new RequestOptions()
              .setServer(SocketAddress.inetSocketAddress(backend, Hosts.address(instance)))
              .setHost(Hosts.instance(instance))
              .setPort(backend));
    }
    Vertx.vertx()
        .deployVerticle(
            () -> new Loop(Integer.parseInt(args[0]), routes),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    new ReadyFile(Path.of(args[2])).announce();
  }

  private static final class Loop extends VerticleBase {

    private final int port;
    private final Map<String, RequestOptions> routes;

    Loop(int port, Map<String, RequestOptions> routes) {
      this.port = port;
      this.routes = routes;
    }

    @Override
    public Future<?> start() {
      HttpClient client =
          vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(128)).build();
      HttpProxy proxy =
          HttpProxy.reverseProxy(client)
              .origin(context -> {
                String host = context.request().proxiedRequest().authority().host();
                return context.client().request(new RequestOptions(routes.get(host)));
              })
              .addInterceptor(new Forwarded());
      return vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1");
    }
  }

  /** Sets the same forwarding headers as the other contestants. */
  private static final class Forwarded implements ProxyInterceptor {

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      HttpServerRequest from = context.request().proxiedRequest();
      MultiMap headers = context.request().headers();
      headers.set("X-Forwarded-For", from.remoteAddress().hostAddress());
      headers.set("X-Forwarded-Proto", from.scheme());
      headers.set("X-Forwarded-Host", from.authority().toString());
      headers.set("X-Forwarded-Port", Integer.toString(from.localAddress().port()));
      headers.set("X-Request-Id", UUID.randomUUID().toString());
      return context.sendRequest();
    }
  }
}
