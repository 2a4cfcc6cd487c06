"""Files that libFuzzer starts from, one folder a target: small ones of each layout, from the goldens and made here.

python tests/fuzz/seeds.py OUT"""

import base64
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import torch
from safetensors.torch import save

GOLDEN = Path(__file__).resolve().parents[1] / "reference" / "golden"


def saved(value, new=True):
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=new)
    return out.getvalue()


def pickles():
    for path in sorted((GOLDEN / "pickles").glob("*.pt")):
        yield path.stem, path.read_bytes()
    dtypes = [torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.uint8, torch.int8, torch.bool]
    many = {str(dtype): torch.ones(2, 2).to(dtype) for dtype in [*dtypes, torch.float8_e4m3fn, torch.float8_e5m2, torch.complex64]}
    many |= {"t": torch.ones(2, 3).t(), "cut": torch.ones(4, 4)[1:3, ::2], "p": torch.nn.Parameter(torch.ones(2))}
    yield "dtypes", saved(many)
    yield "nested", saved({"image_proj": {"proj.weight": torch.ones(2, 2)}, "ip_adapter": {"1.to_k_ip.weight": torch.ones(2, 2)}})
    yield "module", saved(torch.nn.Linear(2, 2).state_dict(), new=False)


def gguf_string(value):
    return struct.pack("<Q", len(value)) + value.encode()


def gguf(values, tensors):
    """values: encoded; tensors: name, dimensions (innermost first), type, bytes."""
    infos, data = b"", b""
    for name, shape, kind, raw in tensors:
        data += b"\0" * (-len(data) % 32)
        infos += gguf_string(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", kind, len(data))
        data += raw
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values)) + b"".join(values) + infos
    return head + b"\0" * (-len(head) % 32) + data


def ggufs():
    blocks = {0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84), 11: (256, 110), 12: (256, 144),
              13: (256, 176), 14: (256, 210), 15: (256, 292), 24: (1, 1), 27: (1, 8), 28: (1, 8), 30: (1, 2)}
    architecture = gguf_string("general.architecture") + struct.pack("<I", 8) + gguf_string("sdxl")
    for kind, (count, size) in blocks.items():
        raw = bytes((7 * i + kind) % 251 for i in range(size * 2))
        yield f"type{kind}", gguf([architecture], [("w", (count * 2,) if count > 1 else (2,), kind, raw)])
    shape = gguf_string("comfy.gguf.orig_shape.w") + struct.pack("<IIQ", 9, 5, 4) + struct.pack("<4i", 2, 4, 2, 2)
    align = gguf_string("general.alignment") + struct.pack("<II", 4, 64)
    texts = gguf_string("tags") + struct.pack("<IIQ", 9, 8, 2) + gguf_string("a") + gguf_string("b")
    yield "shapes", gguf([architecture, shape, texts], [("w", (32,), 8, bytes(34)), ("b", (4,), 0, bytes(16))])
    yield "aligned", gguf([align, architecture], [("w", (32,), 2, bytes(18))])


def safetensors():
    text = "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight"
    yield "names", save({text: torch.ones(4, 8), "model.diffusion_model.input_blocks.0.0.weight": torch.ones(8, 4, 3, 3)}, {"modelspec.title": "x"})
    e4m3 = torch.ones(4, 4).to(torch.float8_e4m3fn)
    yield "scaled", save({"a.weight": e4m3, "a.scale_weight": torch.tensor(2.0), "scaled_fp8": torch.zeros(2).to(torch.float8_e4m3fn)})
    quantised = {"a.weight": torch.ones(4, 16, dtype=torch.int8), "a.weight_scale": torch.ones(4, 1)}
    form = json.dumps({"format": "int8_tensorwise", "convrot": True, "convrot_groupsize": 16}).encode()
    yield "convrot", save(quantised | {"a.comfy_quant": torch.tensor(list(form), dtype=torch.uint8)})
    layers = json.dumps({"format_version": "1.0", "layers": {"a": {"format": "float8_e4m3fn"}}})
    yield "metadata", save({"a.weight": e4m3, "a.weight_scale": torch.tensor(0.5)}, {"_quantization_metadata": layers})
    for name, nested in [("nf4", False), ("fp4", True)]:
        state = {"quant_type": name, "blocksize": 64, "dtype": "float16", "shape": [2, 64]}
        parts = {"": torch.arange(64, dtype=torch.uint8).reshape(64, 1), ".absmax": torch.ones(2), ".quant_map": torch.linspace(-1, 1, 16)}
        if nested:
            state |= {"nested_blocksize": 256, "nested_dtype": "float32", "nested_offset": 0.5}
            parts |= {".absmax": torch.tensor([3, 250], dtype=torch.uint8), ".nested_absmax": torch.ones(1), ".nested_quant_map": torch.linspace(-1, 1, 256)}
        parts[f".quant_state.bitsandbytes__{name}"] = torch.tensor(list(json.dumps(state).encode()), dtype=torch.uint8)
        yield name, save({"a.weight" + ending: tensor for ending, tensor in parts.items()})
    unet = {f"down_blocks.{i}.resnets.0.conv1.weight": torch.ones(8, 8, 1, 1) for i in range(3)}
    yield "unet", save(unet | {"conv_in.weight": torch.ones(8, 4, 3, 3), "time_embedding.linear_1.weight": torch.ones(8, 8)})
    for name in ["upscalers/compact", "adapters/lora_linear", "adapters/boft"]:
        for path in sorted(GOLDEN.glob(name + "*.safetensors"))[:1]:
            yield name.replace("/", "_"), path.read_bytes()[:20000]
    for dtype in [torch.float64, torch.int64, torch.bool, torch.uint16, torch.float8_e5m2]:
        yield f"dtype_{dtype}", save({"x": torch.zeros(3).to(dtype)})


def adapters():
    block = "down_blocks_1_attentions_0_transformer_blocks_0_"
    q, q_original = f"lora_unet_{block}attn1_to_q", "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q"
    dotted = "down_blocks.1.attentions.0.transformer_blocks.0."
    conv = "lora_unet_down_blocks_1_resnets_0_conv1"
    yield "kohya", f"{q}.lora_up.weight 8,2\n{q}.lora_down.weight 2,8\n{q}.alpha =1\n@ss_base_model_version sdxl_base_v1-0\n"
    yield "original", f"{q_original}.lora_up.weight 8,2\n{q_original}.lora_down.weight 2,8\n{q_original}.dora_scale 8,1\n"
    yield "peft", f"unet.{dotted}attn1.to_q.lora_B.weight 8,2\nunet.{dotted}attn1.to_q.lora_A.weight 2,8\n" + (
        '@lora_adapter_metadata {"unet.r": 2, "unet.lora_alpha": 4, "unet.use_rslora": true}\n')
    yield "processor", f"unet.{dotted}attn1.processor.to_q_lora.up.weight 8,2\nunet.{dotted}attn1.processor.to_q_lora.down.weight 2,8\n"
    yield "conv", f"{conv}.lora_up.weight 8,2,1,1\n{conv}.lora_down.weight 2,8,3,3\n{conv}.alpha =2\n"
    yield "conv_mid", f"{conv}.lora_up.weight 8,2,1,1\n{conv}.lora_down.weight 2,8,1,1\n{conv}.lora_mid.weight 2,2,3,3\n"
    yield "loha", f"{q}.hada_w1_a 8,2\n{q}.hada_w1_b 2,8\n{q}.hada_w2_a 8,2\n{q}.hada_w2_b 2,8\n{q}.alpha =1\n"
    yield "loha_mid", "".join(f"{conv}.hada_{part}\n" for part in ["w1_a 2,8", "w1_b 2,8", "w2_a 2,8", "w2_b 2,8", "t1 2,2,3,3", "t2 2,2,3,3"])
    yield "lokr", f"{q}.lokr_w1 2,2\n{q}.lokr_w2_a 4,1\n{q}.lokr_w2_b 1,4\n{q}.alpha =1\n"
    yield "lokr_mid", f"{conv}.lokr_w1 2,2\n{conv}.lokr_t2 1,1,3,3\n{conv}.lokr_w2_a 1,4\n{conv}.lokr_w2_b 1,4\n"
    yield "full", f"{q}.diff 8,8\nlora_unet_conv_in.diff 8,4,3,3\nlora_unet_conv_in.diff_b 8\n"
    yield "set", f"{q}.set_weight 8,8\n{q}.lora_bias 8\n"
    yield "norm", "lora_unet_down_blocks_1_resnets_0_norm1.w_norm 8\nlora_unet_down_blocks_1_resnets_0_norm1.b_norm 8\n"
    yield "ia3", f"{q}.weight 8\n{q}.on_input =1\n"
    yield "glora", f"{q}.a1.weight 2,8\n{q}.a2.weight 8,2\n{q}.b1.weight 2,8\n{q}.b2.weight 8,2\n{q}.alpha =1\n"
    yield "oft", f"{q}.oft_blocks 2,4,4\n{q}.rescale 8,1\n{q}.alpha =0.01\n"
    yield "oft_diag", f"{q}.oft_diag 2,4,4\n"
    yield "boft", f"{q}.oft_blocks 2,2,4,4\n"
    yield "tlora", f"{q}.q_layer.weight 2,8\n{q}.p_layer.weight 8,2\n{q}.lambda_layer 1,2\n"
    yield "text", "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_up.weight 6,2\nlora_te1_text_model_encoder_layers_0_self_attn_q_proj" + (
        ".lora_down.weight 2,6\nlora_te2_text_projection.lora_up.weight 8,2\nlora_te2_text_projection.lora_down.weight 2,8\n")
    yield "fused", "lora_te2_transformer_resblocks_0_attn_in_proj.lora_up.weight 24,2\nlora_te2_transformer_resblocks_0_attn_in_proj.lora_down.weight 2,8\n"
    yield "bundled", f"{q}.diff 8,8\nbundle_emb.sks.clip_l 2,6\nbundle_emb.sks.clip_g 2,8\nbundle_emb.x.string_to_param.* 1,6\n"
    yield "nan", f"{q}.lora_up.weight 8,2\n{q}.lora_down.weight 2,8\n{q}.alpha =nan\n{q}.reshape_weight 2\n"
    yield "peft_dora", f"{dotted}attn1.to_q.lora_B.weight 8,2\n{dotted}attn1.to_q.lora_A.weight 2,8\n{dotted}attn1.to_q.lora_magnitude_vector 8\n"


def png(text):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"tEXt", text) + (
        chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b""))


def inversions():
    for path in sorted((GOLDEN / "adapters").glob("embedding.*")):
        yield path.name, path.read_bytes()
    vectors = torch.ones(2, 6)
    yield "a1111", saved({"string_to_token": {"*": 265}, "string_to_param": {"*": vectors}, "name": "kitten", "step": 1})
    yield "old", saved({"string_to_token": {"*": 265}, "string_to_param": {"*": vectors}, "name": "kitten"}, new=False)
    yield "diffusers", saved({"<kitten>": torch.ones(6)})
    yield "sdxl", save({"clip_l": vectors, "clip_g": torch.ones(2, 8)})
    yield "emb_params", save({"emb_params": vectors})
    held = {"string_to_param": {"*": {"TORCHTENSOR": vectors.tolist()}}, "name": "kitten"}
    yield "png", png(b"sd-ti-embedding\0" + base64.b64encode(json.dumps(held).encode()))


def onnx():
    """Models of the operators' test cases (golden/onnx_node_cases.bin)."""
    data = (GOLDEN / "onnx_node_cases.bin").read_bytes()
    at = 8

    def number():
        nonlocal at
        at += 4
        return struct.unpack_from("<I", data, at - 4)[0]

    def block():
        nonlocal at
        size = number()
        at += size
        return data[at - size : at]

    for _ in range(number()):
        name, model = block().decode(), block()
        for _ in range(number() + number()):
            block()
        yield name, model


def requests():
    for path in sorted((GOLDEN / "tiny64").glob("*.json")):
        cases = json.loads(path.read_text())
        for number, case in enumerate(cases if isinstance(cases, list) else []):
            if number % 7 == 0:
                yield f"{path.stem}{number}", json.dumps(case.get("request", case) if isinstance(case, dict) else case).encode()
    example = GOLDEN.parents[2] / "resources" / "schema" / "example_prompt.json"
    yield "example", example.read_bytes()
    yield "prompt", b"a (red:1.3) [cat:dog:0.5] [a|b] <lora:ink:0.8:0.2> <lora:x:te=1:unet=0.5:lbw=1,0> BREAK embedding:kitten AND \\(b\\):0.7"


def http_request(target, body=b"", kind="application/json", method="POST"):
    body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    return f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def form(*parts):
    """parts: name, bytes, file name or None."""
    out = b""
    for name, content, file_name in parts:
        out += b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        out += (f'; filename="{file_name}"\r\nContent-Type: image/png' if file_name else "").encode() + b"\r\n\r\n" + content + b"\r\n"
    return out + b"--x--\r\n"


def https():
    picture = png(b"parameters\0a cat\nSteps: 2, Sampler: Euler, Seed: 1, Size: 64x64")
    held = base64.b64encode(picture).decode()
    small = {"prompt": "a (cat:1.2) <lora:ink:0.5>", "steps": 2, "width": 64, "height": 64, "seed": 5, "cfg_scale": 4.5, "sampler_name": "DPM++ 2M Karras"}
    unit = {"enabled": True, "module": "canny", "model": "x", "weight": 0.5, "image": held, "control_mode": 0, "guidance_end": 0.5}
    scripts = {"controlnet": {"args": [unit]}, "ADetailer": {"args": [True, {"ad_model": "face.onnx", "ad_prompt": "a face", "ad_mask_blur": 4}]}}
    yield "txt2img", http_request("/sdapi/v1/txt2img", small | {"enable_hr": True, "hr_scale": 2, "override_settings": {"CLIP_stop_at_last_layers": 2}})
    yield "txt2img_scripts", http_request("/sdapi/v1/txt2img", small | {"alwayson_scripts": scripts, "styles": ["Photograph"], "subseed": 3})
    text = "a cat\nNegative prompt: a dog\nSteps: 2, Sampler: Euler a, Schedule type: Karras, CFG scale: 4, Seed: 7, Size: 64x64, Clip skip: 2"
    yield "infotext", http_request("/sdapi/v1/txt2img", {"infotext": text})
    yield "img2img", http_request("/sdapi/v1/img2img", small | {"init_images": ["data:image/png;base64," + held], "mask": held, "inpainting_fill": 2})
    yield "extras", http_request("/sdapi/v1/extra-single-image", {"image": held, "upscaling_resize": 2, "upscaler_1": "Lanczos"})
    yield "png_info", http_request("/sdapi/v1/png-info", {"image": held})
    yield "options", http_request("/sdapi/v1/options", {"sd_model_checkpoint": "demo", "sd_vae": "Automatic", "x": [1, {"y": None}]})
    yield "generations", http_request("/v1/images/generations", {"prompt": "a", "n": 2, "size": "64x64", "loras": ["ink:0.5", {"name": "x", "scale": 1}], "stream": True})
    yield "edits", http_request("/v1/images/edits", {"prompt": "a", "image": [held], "mask": {"image_url": held}, "strength": 0.5})
    many = form(("prompt", b"a cat", None), ("image[]", picture, "a.png"), ("mask", picture, "m.png"), ("n", b"2", None), ("size", b"64x64", None))
    yield "edits_form", http_request("/v1/images/edits", many, "multipart/form-data; boundary=x")
    yield "variations", http_request("/v1/images/variations", form(("image", picture, "a.png")), 'multipart/form-data; boundary="x"')
    yield "upload", http_request("/api/training/data/upload", form(("files", picture, "C:\\a.png"), ("files", b"a cat", "a.txt")), "multipart/form-data; boundary=x")
    example = GOLDEN.parents[2] / "resources" / "schema" / "example_request.json"
    yield "job", http_request("/api/jobs?count=2&grid_x=steps%3D1-2", json.loads(example.read_text()))
    yield "train", http_request("/api/training/start", {"dataset": 1, "steps": 2, "rank": 2, "optimizer": {"type": "lion", "betas": [0.9, 0.99]}})
    yield "tensors", http_request("/api/inference/run", {"model_id": "model-1", "inputs": {"x": {"dtype": "float32", "shape": [1, 2], "data": [0.5, 1e3]}}})
    yield "suite", http_request("/api/models/suites", {"name": "a", "model": "demo", "loras": [{"name": "ink", "scale": 0.5}]})
    yield "memory", http_request("/api/memory/copy", {"source_id": "a", "destination_id": "b", "size_bytes": 8})
    yield "mcp", http_request("/mcp", [{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "show_queue"}}])
    yield "detect", http_request("/controlnet/detect", {"controlnet_module": "canny", "controlnet_input_images": [held]})
    yield "progress", http_request("/sdapi/v1/progress?skip_current_image=true", method="GET")
    yield "escaped", http_request("/api/device/vulkan%3A0?x=%41+b", method="GET")
    yield "chunked", (b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    yield "two", http_request("/health", method="GET") + http_request("/v1/models", method="GET")


def mcps():
    def call(name, **arguments):
        params = {"name": name, "arguments": arguments, "_meta": {"progressToken": 1}}
        return json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}) + "\n"

    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-03-26", "capabilities": {}}}
    picture = base64.b64encode(png(b"a\0b")).decode()
    yield "initialize", json.dumps(hello) + '\n{"jsonrpc": "2.0", "method": "notifications/initialized"}\n'
    yield "list", json.dumps({"jsonrpc": "2.0", "id": "x", "method": "tools/list", "params": {"cursor": None}}) + "\n"
    yield "batch", json.dumps([hello, {"jsonrpc": "2.0", "id": 3, "method": "ping"}, [], 1]) + "\n"
    yield "make", call("make_picture", prompt="a cat", width=64, height=64, steps=2, sampler="euler", seed=1, count=2)
    yield "edit", call("edit_picture", prompt="a", picture=picture, strength=0.5, model="demo") + call("edit_picture", prompt="a", picture="1/0")
    yield "enlarge", call("enlarge_picture", picture=picture, scale=2.5, upscaler="Nearest")
    yield "others", call("list_models") + call("show_queue") + call("cancel_job", job=7) + call("nothing")
    yield "cancelled", call("make_picture", prompt="a") + '{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}\n'
    yield "answer", '{"jsonrpc": "2.0", "id": 9, "result": {}}\n{"jsonrpc": "1.0"}\n{"jsonrpc": "2.0", "id": {}, "method": 5}\n{\n'


def workers():
    def line(identity, method, **params):
        return json.dumps({"id": identity, "method": method, "params": params}) + "\n"

    example = json.loads((GOLDEN.parents[2] / "resources" / "schema" / "example_request.json").read_text())
    yield "initialize", line(1, "initialize", protocol=1) + line("a", "initialize", protocol=9) + '{"method": "initialize"}\n'
    yield "generate", line(1, "generate", request=example, images="base64", progress=False)
    yield "generate_path", line(1.5, "generate", request={"conditioning": {"prompt": "a"}}, images="path") + line(2, "cancel", id=1.5)
    yield "memory", line(None, "cleanup_memory") + line(2, "cleanup_memory", x=1)
    yield "stop", line(1, "stop", finish=False) + line(2, "initialize")
    yield "unknown", line(1, "fly") + line([1], "stop") + '{"id": 1, "method": "stop", "more": 1}\n'
    yield "broken", '{"id": 1, "method": \n[]\n{}\nnull\n"x"\n\n'
    yield "nulls", '{"id": null, "method": "generate", "params": null}\n{"id": 1, "method": null}\n'


def main():
    out = Path(sys.argv[1])
    made = {"pickle": pickles, "gguf": ggufs, "safetensors": safetensors, "adapter": adapters, "inversion": inversions, "onnx": onnx, "request": requests}
    made |= {"http": https, "mcp": mcps, "worker": workers}
    for target, files in made.items():
        (out / target).mkdir(parents=True, exist_ok=True)
        for name, data in files():
            (out / target / name).write_bytes(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    main()
