package org.imagesgenerate.examples;

/** One picture after the other, until the list ends or the budget is spent. */
final class BudgetGuard {

  /** A picture without a reported cost is kept, but ends the run. */
  private static final String ADD_UP =
      """
      ={
        spent: account.spent + (if cost = null then 0 else cost.amount),
        pictures: append(account.pictures, {prompt: prompts[count(account.pictures) + 1], document: picture, cost: cost})
      }""";

  static BpmnBuilder builder() {
    ImagesTask task =
        ImagesTask.generateWith(
            "runware",
            "openai:gpt-image@2",
            "prompt",
            "=prompts[count(account.pictures) + 1]",
            "size",
            "1024x1024",
            "resultVariable",
            "pictureResult",
            "resultExpression",
            "={picture: response.images[1].document, cost: response.cost}");
    return new BpmnBuilder(
            "budget-guard",
            "Generate images until the budget is spent",
            """
            Generates one image for each prompt of a list, one after the other, and adds up the cost that Runware reports. Once the sum reaches the budget, the process buys nothing more. The cost is known only after the image is made, so the sum can exceed the budget by one image. If no cost is reported, the process also stops buying.

            Variables: prompts, a list of texts; budget, a number in the currency that the provider reports (dollars). Result: account with spent, and pictures with prompt, document and cost of each.
            """)
        .start("PromptsListed", "Prompts listed", 0, 0)
        .script("OpenAccount", "Open account", 0.85, 0, "={spent: 0, pictures: []}", "account")
        .exclusive("Next", null, 1.6, 0)
        .exclusive("AnyPromptLeft", "Any prompt left?", 2.3, 0)
        .exclusive("AnyBudgetLeft", "Any budget left?", 3.1, 0)
        .images("MakePicture", "Make picture", 4, 0, task)
        .script("AddUpCost", "Add up cost", 5, 0, ADD_UP, "account")
        .exclusive("CostReported", "Cost reported?", 5.85, 0)
        .end("CostUnknown", "Cost unknown", 6.7, 0)
        .end("BudgetSpent", "Budget spent", 6.7, 0.7)
        .end("AllPicturesMade", "All pictures made", 6.7, 1.35)
        .flow("ToOpenAccount", "PromptsListed", "OpenAccount")
        .flow("ToNext", "OpenAccount", "Next")
        .flow("ToAnyPromptLeft", "Next", "AnyPromptLeft")
        .flow(
            "PromptLeft",
            "AnyPromptLeft",
            "AnyBudgetLeft",
            "yes",
            "=count(account.pictures) < count(prompts)")
        .otherwise("NoPromptLeft", "AnyPromptLeft", "AllPicturesMade", "no")
        .flow("BudgetLeft", "AnyBudgetLeft", "MakePicture", "yes", "=account.spent < budget")
        .otherwise("NoBudgetLeft", "AnyBudgetLeft", "BudgetSpent", "no")
        .flow("ToAddUpCost", "MakePicture", "AddUpCost")
        .flow("ToCostReported", "AddUpCost", "CostReported")
        .around("CostIsReported", "CostReported", "Next", "yes", "=cost != null", -0.6)
        .otherwise("CostIsNotReported", "CostReported", "CostUnknown", "no");
  }

  private BudgetGuard() {}
}
