"""What people take for a checkpoint: the errors say what it is, and what to do."""

import io
import pickle
import shutil
import zipfile

import numpy as np
import pytest
from PIL import Image
from tests.checkpoint.files import FILES, path_of, refused

from argscope.checkpoint import NotACheckpointError, load_checkpoint


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return buffer.getvalue()


def numpy_file(save, *values):
    buffer = io.BytesIO()
    save(buffer, *values)
    return buffer.getvalue()


def image(form):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, form)
    return buffer.getvalue()


PAGE = "it is an HTML page, as a download saves that was refused or waits for an answer"
BROWSE = "Open the address in a browser and download the file itself."
LFS = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    b"size 102530333\n"
)
TORCH = "it is a PyTorch file. Read it with torch.load(path, weights_only=True)."
NUMPY = "it is a file of NumPy. Read it with numpy.load."
PICKLE = (
    "it is a pickle of Python. Whoever loads one runs what is in it: use pickle.load if "
    "you trust its source."
)
IMAGE = (
    "it is an image. Give a file that TensorFlow's Saver wrote, or the prefix of its "
    "files."
)
RARE = "it is an archive of a kind that is not read. Unpack it and give what is in it."

CASES = {
    "Git LFS": (
        LFS,
        "it is a pointer of Git LFS, and not the file that it points to. Fetch that, "
        "with git-lfs installed: git lfs pull.",
    ),
    "HTML": (
        b"<!DOCTYPE html><html><head><title>Google Drive &amp;\n Quota exceeded"
        b"</title></head></html>",
        f"{PAGE}; its title is 'Google Drive & Quota exceeded'. {BROWSE}",
    ),
    "HTML without a title": (b"\n<HTML><body>403", f"{PAGE}. {BROWSE}"),
    "HTML with a comment": (b"<!-- a --> <!-- b --><head>", f"{PAGE}. {BROWSE}"),
    "XML": (
        b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
        "it is an XML page, as a server answers that does not give the file. Look at what "
        "it says, and download the file itself.",
    ),
    "empty": (b"", "it is an empty file. Copy or download it again."),
    "HDF5": (
        b"\x89HDF\r\n\x1a\n" + bytes(100),
        "it is an HDF5 file, as Keras writes weights and models. Give it to "
        "Model.load_weights, or to keras.saving.load_model if it is a whole model.",
    ),
    "Keras": (
        zipped("metadata.json", "config.json", "model.weights.h5"),
        "it is a model of Keras. Give it to keras.saving.load_model.",
    ),
    "PyTorch": (zipped("archive/data.pkl", "archive/data/0"), TORCH),
    "PyTorch before 1.6": (
        pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2) + b"\x80\x02M\xe9\x03.",
        TORCH,
    ),
    "safetensors": (
        (100).to_bytes(8, "little") + b'{"a":{"dtype":"F32"',
        "it is a .safetensors file. Read it with safetensors.numpy.load_file, or give it "
        "to Model.load_weights if that is what wrote it.",
    ),
    "npz": (numpy_file(np.savez, np.ones(3)), NUMPY),
    "npy": (numpy_file(np.save, np.ones(3)), NUMPY),
    "TensorFlow Lite": (
        b"\x1c\0\0\0TFL3\x14\0\x20\0",
        "it is a model of TensorFlow Lite. Give the checkpoint that it was made of.",
    ),
    "ONNX": (
        b"\x08\x08\x12\x07pytorch\x1a\x052.1.0:\xc2\x0b\x0a\x10",
        "it is a model of ONNX. Run it with onnxruntime, or give the checkpoint that it "
        "was made of.",
    ),
    "pickle": (pickle.dumps({"a": 1}), PICKLE),
    "pickle of Python 2": (pickle.dumps({"a": 1}, protocol=2), PICKLE),
    "PNG": (image("PNG"), IMAGE),
    "JPEG": (image("JPEG"), IMAGE),
    "GIF": (image("GIF"), IMAGE),
    "BMP": (image("BMP"), IMAGE),
    "TIFF": (image("TIFF"), IMAGE),
    "bzip2": (b"BZh91AY&SY", RARE),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", RARE),
}


@pytest.mark.parametrize(("data", "told"), CASES.values(), ids=CASES)
def test_file_is_known_by_its_contents(tmp_path, data, told):
    path = tmp_path / "model.ckpt"
    path.write_bytes(data)
    assert refused(NotACheckpointError, path) == f"{path} is not a checkpoint: {told}"


def test_ending_tells_what_contents_do_not(tmp_path):
    path = tmp_path / "model.h5"
    path.write_bytes(b"nothing" * 30)
    assert refused(NotACheckpointError, path) == (
        f"{path} is not a checkpoint: by its name it is an HDF5 file, as Keras writes "
        "weights and models, and it does not begin as one. Copy or download it again."
    )


def test_file_that_nothing_is_known_of(tmp_path):
    path = tmp_path / "model.ckpt"
    path.write_bytes(b"nothing" * 30)
    assert refused(NotACheckpointError, path) == (
        f"{path} is not a checkpoint: it does not end as a table of tensors does, or was "
        "cut off. Give a file that TensorFlow's Saver wrote, or the prefix of its files."
    )


@pytest.mark.parametrize("suffix", [".index", ".data-00000-of-00001"])
@pytest.mark.parametrize(("data", "what"), [(LFS, "Git LFS"), (b"<html>", "HTML")])
def test_placeholder_for_a_file_of_a_checkpoint(tmp_path, suffix, data, what):
    shutil.copytree(FILES / "v2", tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"model.ckpt{suffix}"
    path.write_bytes(data)
    told = refused(NotACheckpointError, tmp_path / "model.ckpt")
    assert told.startswith(f"{path} is not a checkpoint: it is")
    assert what in told


def test_zip_that_is_damaged_is_not_taken_for_something_else(tmp_path):
    path = tmp_path / "model.zip"
    path.write_bytes(zipped("a/data.pkl")[:-10])
    with pytest.raises(ValueError, match="damaged: archive"):
        load_checkpoint(path)


@pytest.mark.parametrize("data", [b"<!---->" * 600, b"\x08\x01" + b'"' * 4000])
def test_contents_that_mean_harm_cost_no_time(tmp_path, data):
    path = tmp_path / "model.ckpt"
    path.write_bytes(data)
    refused(NotACheckpointError, path)


@pytest.mark.parametrize("folder", ["v1", "v1_snappy"])
def test_checkpoint_of_any_name_is_none_of_these(tmp_path, folder):
    path = shutil.copyfile(path_of(folder), tmp_path / "model.h5")
    assert len(load_checkpoint(path)) == 21
