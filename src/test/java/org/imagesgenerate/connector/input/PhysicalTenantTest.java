package org.imagesgenerate.connector.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.camunda.connector.api.outbound.JobContext;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhysicalTenantTest {

  /** What {@code JobContext} is from 8.10 on. */
  public interface NewerJobContext extends JobContext {
    String getPhysicalTenantId();
  }

  /** As the runtime has it: only its interface is public. */
  private static class Newer extends Older implements NewerJobContext {
    private final Supplier<String> tenant;

    Newer(Supplier<String> tenant) {
      this.tenant = tenant;
    }

    @Override
    public String getPhysicalTenantId() {
      return tenant.get();
    }
  }

  private static final class Derived extends Newer {
    Derived() {
      super(() -> "sales");
    }
  }

  @Test
  void isReadThroughThePublicInterfaceOfAClassThatIsNot() {
    assertThat(PhysicalTenant.of(new Newer(() -> "sales"))).isEqualTo("sales");
    assertThat(PhysicalTenant.of(new Derived())).isEqualTo("sales");
  }

  @Test
  void isReadFromAClassThatHasItWithoutAnInterface() {
    JobContext job =
        new Older() {
          @SuppressWarnings("unused")
          public String getPhysicalTenantId() {
            return "sales";
          }
        };

    assertThat(PhysicalTenant.of(job)).isEqualTo("sales");
  }

  @Test
  void isReadForEachJob() {
    assertThat(PhysicalTenant.of(new Newer(() -> "sales"))).isEqualTo("sales");
    assertThat(PhysicalTenant.of(new Newer(() -> "support"))).isEqualTo("support");
  }

  @Test
  void olderRuntimesHaveNone() {
    assertThat(PhysicalTenant.of(new Older())).isNull();
    assertThat(PhysicalTenant.of(mock(JobContext.class))).isNull();
  }

  /** Engines with one tenant call it so: an update to 8.10 must not lose what was bought before. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"default", "", " "})
  void theDefaultTenantIsNone(String tenant) {
    assertThat(PhysicalTenant.of(new Newer(() -> tenant))).isNull();
  }

  @Test
  void aMethodThatFailsMeansNone() {
    JobContext failing =
        new Newer(
            () -> {
              throw new IllegalStateException();
            });
    JobContext linkedToAnotherVersion =
        new Newer(
            () -> {
              throw new NoSuchMethodError();
            });

    assertThat(PhysicalTenant.of(failing)).isNull();
    assertThat(PhysicalTenant.of(linkedToAnotherVersion)).isNull();
  }

  @Test
  void whatIsNotATextMeansNone() {
    JobContext job =
        new Older() {
          @SuppressWarnings("unused")
          public Object getPhysicalTenantId() {
            return 7;
          }
        };

    assertThat(PhysicalTenant.of(job)).isNull();
  }

  /** A job context as the SDK 8.8 has it. */
  private static class Older implements JobContext {
    @Override
    public Map<String, String> getCustomHeaders() {
      return Map.of();
    }

    @Override
    public String getVariables() {
      return "{}";
    }

    @Override
    public String getType() {
      return "type";
    }

    @Override
    public long getProcessInstanceKey() {
      return 1;
    }

    @Override
    public String getBpmnProcessId() {
      return "process";
    }

    @Override
    public int getProcessDefinitionVersion() {
      return 1;
    }

    @Override
    public long getProcessDefinitionKey() {
      return 1;
    }

    @Override
    public String getElementId() {
      return "element";
    }

    @Override
    public long getElementInstanceKey() {
      return 1;
    }

    @Override
    public String getTenantId() {
      return "<default>";
    }
  }
}
