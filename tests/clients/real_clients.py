"""Drives the server with the clients that people have: webuiapi (A1111's interface) and openai (OpenAI's), every call of theirs that concerns
pictures. Prints a line a call and ends with 1 where one failed. Run by ./dev clients."""
import base64
import io
import os
import sys
import tempfile
import threading

import openai
import webuiapi
from PIL import Image, ImageDraw

from served import served

small = {"width": 128, "height": 128, "steps": 2}
failed = []


def step(name):
    def run(call):
        try:
            told = call()
            print(f"ok    {name}{': ' + str(told)[:90] if told is not None else ''}", flush=True)
        except Exception as error:  # a failure is what is looked for
            failed.append(name)
            print(f"FAIL  {name}: {type(error).__name__}: {str(error)[:400]}", flush=True)
    return run


def must(truth, what):
    if not truth:
        raise AssertionError(what)


def size_of(image, width, height):
    must(image.size == (width, height), f"{image.size} instead of {width}x{height}")
    return f"{width}x{height}"


def drive_webuiapi(port):
    api = webuiapi.WebUIApi(port=port)
    made = {}
    for name in ("options", "cmd_flags", "progress", "samplers", "sd_vae", "upscalers", "latent_upscale_modes", "loras", "sd_models",
                 "hypernetworks", "face_restorers", "realesrgan_models", "prompt_styles", "scripts", "embeddings", "memory", "schedulers"):
        step("get_" + name)(lambda: type(getattr(api, "get_" + name)()).__name__)
    for name in ("model_names", "sampler_names", "scheduler_names"):
        step("util_get_" + name)(lambda: len(getattr(api, "util_get_" + name)()))
    step("refresh_checkpoints")(lambda: api.refresh_checkpoints())
    step("util_set_model")(lambda: api.util_set_model("demo"))
    step("util_get_current_model")(lambda: api.util_get_current_model())
    step("util_wait_for_ready")(lambda: api.util_wait_for_ready(0.1))
    step("set_options")(lambda: api.set_options({"CLIP_stop_at_last_layers": 1}))

    def txt2img():
        made["first"] = api.txt2img(prompt="a red apple", negative_prompt="blue", seed=7, **small)
        must(made["first"].info["all_seeds"] == [7], made["first"].info)
        return size_of(made["first"].image, 128, 128)
    step("txt2img")(txt2img)
    if "first" not in made:
        return
    first = made["first"].image
    step("txt2img again: the same pixels")(lambda: must(
        api.txt2img(prompt="a red apple", negative_prompt="blue", seed=7, **small).image.tobytes() == first.tobytes(), "others"))
    step("txt2img n_iter x batch_size")(lambda: must(len(api.txt2img(prompt="x", n_iter=2, batch_size=2, **small).images) == 4, "not 4"))
    step("txt2img sampler and scheduler")(lambda: api.txt2img(prompt="x", sampler_name="DPM++ 2M", scheduler="karras", **small).info["sampler_name"])
    step("txt2img styles, subseed")(lambda: api.txt2img(prompt="x", subseed=3, subseed_strength=0.2, seed=7, **small).info["all_subseeds"])
    step("txt2img hires")(lambda: size_of(api.txt2img(prompt="x", enable_hr=True, hr_scale=1.5, hr_upscaler=webuiapi.HiResUpscaler.Latent,
                                                      hr_second_pass_steps=1, denoising_strength=0.6, **small).image, 192, 192))
    step("txt2img hires by a size")(lambda: size_of(api.txt2img(prompt="x", enable_hr=True, hr_resize_x=192, hr_resize_y=192,
                                                                hr_upscaler=webuiapi.HiResUpscaler.Lanczos, **small).image, 192, 192))
    step("txt2img override_settings")(lambda: api.txt2img(prompt="x", override_settings={"sd_model_checkpoint": "demo"}, **small).info["sd_model_name"])
    step("img2img")(lambda: size_of(api.img2img(images=[first], prompt="a green apple", denoising_strength=0.6, seed=7, **small).image, 128, 128))
    mask = Image.new("RGB", first.size)
    ImageDraw.Draw(mask).rectangle((32, 32, 96, 96), fill="white")
    step("img2img with a mask")(lambda: size_of(api.img2img(images=[first], mask_image=mask, prompt="a pear", inpainting_fill=1, **small).image, 128, 128))
    step("controlnet_version")(lambda: api.controlnet_version())
    step("controlnet_model_list")(lambda: api.controlnet_model_list())
    step("controlnet_module_list")(lambda: api.controlnet_module_list())
    step("controlnet_detect")(lambda: size_of(api.controlnet_detect(images=[first], module="canny", processor_res=128).image, 128, 128))
    step("extra_single_image")(lambda: size_of(api.extra_single_image(image=first, upscaler_1=webuiapi.Upscaler.Lanczos, upscaling_resize=2).image, 256, 256))
    step("extra_single_image by a network")(lambda: size_of(api.extra_single_image(
        image=first.resize((32, 32)), upscaler_1="realesr-animevideov3", upscaling_resize=4).image, 128, 128))
    step("extra_batch_images")(lambda: [size_of(image, 64, 48) for image in api.extra_batch_images(
        images=[first, first], resize_mode=1, upscaling_resize_w=64, upscaling_resize_h=48, upscaler_1=webuiapi.Upscaler.Nearest).images])
    step("png_info")(lambda: must("Seed: 7" in api.png_info(first).info, api.png_info(first).info))

    def interrupt():
        result = {}
        thread = threading.Thread(target=lambda: result.update(image=api.txt2img(prompt="x", width=256, height=256, steps=150).image))
        thread.start()
        other = webuiapi.WebUIApi(port=port)
        while other.get_progress()["state"]["sampling_step"] < 1:
            pass
        other.interrupt()
        thread.join(60)
        return size_of(result["image"], 256, 256)
    step("interrupt")(interrupt)
    step("skip")(lambda: api.skip())

    async def together():
        import asyncio
        return await asyncio.gather(*(api.txt2img(prompt="x", seed=i, use_async=True, **small) for i in range(3)))
    step("use_async, three at once")(lambda: len(__import__("asyncio").run(together())))


def drive_openai(address):
    client = openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0)
    options = {"model": "demo", "prompt": "a red apple", "size": "128x128", "extra_body": {"seed": 7, "steps": 2}}
    made = {}

    def opened(item):
        return Image.open(io.BytesIO(base64.b64decode(item.b64_json)))

    step("models.list")(lambda: [model.id for model in client.models.list()])
    step("models.retrieve")(lambda: client.models.retrieve("demo").owned_by)

    def generate():
        made["first"] = opened(client.images.generate(**options).data[0])
        return size_of(made["first"], 128, 128)
    step("images.generate")(generate)
    step("images.generate n=2, jpeg")(lambda: [opened(item).format for item in client.images.generate(n=2, output_format="jpeg", **options).data])
    step("images.generate quality, style, background, moderation, user")(lambda: client.images.generate(
        quality="high", background="opaque", moderation="low", user="me", **options).created)
    step("images.generate as an address")(lambda: client._client.get(
        client.images.generate(response_format="url", **options).data[0].url).headers["content-type"])
    step("images.generate dall-e-3")(lambda: client.images.generate(**{**options, "model": "dall-e-3"}).data[0].url)
    step("images.generate with extras")(lambda: client.images.generate(model="demo", prompt="x", size="128x128", extra_body={
        "seed": 1, "steps": 2, "guidance": 4, "negative_prompt": "blue", "sampler": "euler", "loras": []}).created)

    def stream(call):
        events = list(call)
        must(events[-1].type.endswith(".completed"), events[-1].type)
        size_of(opened(events[-1]), 128, 128)
        return [event.type for event in events]
    many = {**options, "extra_body": {"seed": 7, "steps": 30}}
    step("images.generate stream")(lambda: stream(client.images.generate(stream=True, partial_images=2, **many)))
    picture = io.BytesIO()
    made["first"].save(picture, "PNG")
    mask = Image.new("RGBA", (128, 128), (0, 0, 0, 255))
    ImageDraw.Draw(mask).rectangle((32, 32, 96, 96), fill=(0, 0, 0, 0))
    mask_file = io.BytesIO()
    mask.save(mask_file, "PNG")

    def edit(**more):
        return client.images.edit(image=("a.png", picture.getvalue()), **options, **more)
    step("images.edit")(lambda: size_of(opened(edit().data[0]), 128, 128))
    step("images.edit a list of one")(lambda: size_of(opened(client.images.edit(image=[("a.png", picture.getvalue())], **options).data[0]), 128, 128))
    step("images.edit with a mask")(lambda: size_of(opened(edit(mask=("m.png", mask_file.getvalue()), n=1).data[0]), 128, 128))
    step("images.edit input_fidelity")(lambda: edit(input_fidelity="high").created)
    step("images.edit stream")(lambda: stream(client.images.edit(image=("a.png", picture.getvalue()), stream=True, partial_images=1, **many)))
    step("images.create_variation")(lambda: size_of(opened(client.images.create_variation(
        image=("a.png", picture.getvalue()), model="demo", size="128x128", extra_body={"steps": 2}).data[0]), 128, 128))

    def refused():
        try:
            client.images.generate(model="no such model", prompt="x")
        except openai.NotFoundError as error:
            return error.body["param"] if "param" in error.body else error.body
        raise AssertionError("it was not refused")
    step("an unknown model is openai.NotFoundError")(refused)


def main():
    program = os.path.abspath(sys.argv[1])
    with served(program) as address:
        drive_webuiapi(int(address.rsplit(":", 1)[1]))
        drive_openai(address)
    with tempfile.NamedTemporaryFile("w", suffix=".key") as key:
        key.write("a-key")
        key.flush()
        with served(program, "--key-file", key.name) as address:
            step("openai with a key")(lambda: len(list(openai.OpenAI(base_url=address + "/v1", api_key="a-key").models.list())))
            api = webuiapi.WebUIApi(port=int(address.rsplit(":", 1)[1]), username="anybody", password="a-key")
            step("webuiapi with a key")(lambda: len(api.get_sd_models()))
    print(f"{len(failed)} failed{': ' + ', '.join(failed) if failed else ''}")
    sys.exit(bool(failed))


main()
