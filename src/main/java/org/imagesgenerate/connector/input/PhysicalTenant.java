package org.imagesgenerate.connector.input;

import io.camunda.connector.api.outbound.JobContext;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The physical tenant of a job, which is a separate engine. Runtimes from 8.10 on have {@code
 * JobContext.getPhysicalTenantId()}, but the SDK that this is built with does not.
 */
public final class PhysicalTenant {

  private static final Logger LOG = LoggerFactory.getLogger(PhysicalTenant.class);
  private static final String METHOD = "getPhysicalTenantId";

  /**
   * The tenant of every engine that has only one. It counts as none, so that purchases from before
   * an update to 8.10 are found.
   */
  private static final String DEFAULT = "default";

  private static final ClassValue<Optional<Method>> METHODS =
      new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          return find(type);
        }
      };

  /** Null if there is none, if it is the default one, or if it cannot be read. */
  public static String of(JobContext job) {
    Optional<Method> method = METHODS.get(job.getClass());
    if (method.isEmpty()) {
      return null;
    }
    try {
      Object tenant = method.get().invoke(job);
      return tenant instanceof String id && !id.isBlank() && !DEFAULT.equals(id) ? id : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("The physical tenant cannot be read: {}", e.getClass().getName());
      return null;
    }
  }

  /** Interfaces first: a method of a class that is not public cannot be called. */
  private static Optional<Method> find(Class<?> type) {
    Stream<Class<?>> interfaces =
        Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
            .flatMap(it -> Stream.of(it.getInterfaces()));
    return Stream.concat(interfaces, Stream.of(type))
        .flatMap(it -> Stream.of(it.getMethods()))
        .filter(it -> it.getName().equals(METHOD) && it.getParameterCount() == 0)
        .filter(Method::trySetAccessible)
        .findFirst();
  }

  private PhysicalTenant() {}
}
