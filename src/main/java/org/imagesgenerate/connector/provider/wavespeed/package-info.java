/** WaveSpeedAI v3: a task is submitted, then asked for until it ends. */
package org.imagesgenerate.connector.provider.wavespeed;
