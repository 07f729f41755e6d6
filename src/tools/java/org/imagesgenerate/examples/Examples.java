package org.imagesgenerate.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All example processes; each is one file of {@code bpmn-examples}. */
final class Examples {

  static List<BpmnBuilder> all() {
    List<BpmnBuilder> all = new ArrayList<>(OneImage.onEachProvider());
    all.addAll(
        Stream.of(
                ContentPolicy.builder(),
                ProductPictures.builder(),
                PublishPictures.builder(),
                Banners.builder(),
                Newsletter.builder(),
                CompareModels.builder(),
                SubmitAndCollect.withTimer(),
                SubmitAndCollect.withWebhook(),
                ReviewImage.builder(),
                MakeReviewFix.builder(),
                ReplaceBackground.builder(),
                LogoOnShapes.builder(),
                BudgetGuard.builder(),
                FallbackProvider.builder(),
                ImageAgent.builder())
            .toList());
    return all;
  }

  private Examples() {}
}
