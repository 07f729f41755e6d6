package org.imagesgenerate.connector.purchase;

/** How far a job has come. It decides what an unexpected exception means for the money. */
public enum JobStage {
  /** Nothing has been sent. */
  BEFORE_THE_REQUEST,
  /** The request to make images may have been sent. */
  CALLING_THE_PROVIDER,
  /** The images were bought. */
  DELIVERING
}
