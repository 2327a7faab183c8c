"""Write the stored model: `KERAS_BACKEND=jax python -m tests.layers.stored`."""

import keras
import numpy as np
from tests.layers.arrays import numbers
from tests.layers.stored import FOLDER, IMAGES, new_model, train

if __name__ == "__main__":
    model = new_model()
    model.compile(keras.optimizers.Adam(0.01), "mse")
    train(model)
    model.save(FOLDER / "m.keras")
    model.save_weights(FOLDER / "m.weights.h5")
    model.save_weights(FOLDER / "m.safetensors")
    np.savez(FOLDER / "m.npz", outputs=numbers(model(IMAGES)), losses=train(model))
